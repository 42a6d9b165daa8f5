/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-secret.h"

G_BEGIN_DECLS

/* What the program and its identity window say to each other over the child's
 * standard input and output: u32 length of the rest ‖ u8 type ‖ payload. */

#define KB_IDENTITY_WIRE_MAX (512u * 1024u)

typedef enum
{
  /* to the window */
  KB_IDENTITY_UNLOCK = 1,   /* u16 n ‖ passphrase ‖ armored custodian's key */
  KB_IDENTITY_SHOW = 2,     /* u32 n ‖ JSON of what to show ‖ (u8 role ‖ u32 n ‖ sealed bytes)… */
  KB_IDENTITY_CLOSE = 3,    /* empty */
  /* from the window */
  KB_IDENTITY_UNLOCKED = 16, /* empty */
  KB_IDENTITY_FAILED = 17,   /* code: passphrase, key, seal, context, text, display */
  KB_IDENTITY_SHOWN = 18,    /* empty */
  KB_IDENTITY_SECONDS = 19,  /* u32 seconds left */
  KB_IDENTITY_CLOSED = 20,   /* empty; the process ends */
} KbIdentityMessage;

/* Blocking; secrets stay in guarded memory on both sides. */
gboolean  kb_identity_wire_write (GOutputStream  *stream,
                                  guint8          type,
                                  KbSecret       *payload,      /* nullable: empty */
                                  GCancellable   *cancellable,
                                  GError        **error);
KbSecret *kb_identity_wire_read  (GInputStream   *stream,
                                  guint8         *ret_type,
                                  GCancellable   *cancellable,
                                  GError        **error);

G_END_DECLS
