/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-chain.h"

G_BEGIN_DECLS

/* C2SP signed notes (c2sp.org/signed-note) with one Ed25519 signature. */
char     *kb_note_sign   (const char     *text,
                          const char     *key_name,
                          KbSigningKey   *key);
/* Returns the text without signature, or NULL with KB_CHAIN_ERROR_NOTE. */
char     *kb_note_open   (const char     *note,
                          gsize           size,
                          const char     *key_name,
                          const guint8    public_key[KB_SIGN_PUBLIC_SIZE],
                          GError        **error);
/* Only the form is checked, not whose signature it is. */
char     *kb_note_read_unverified (const char  *note,
                                   gsize        size,
                                   const char  *key_name,
                                   GError     **error);

char     *kb_head_sign   (const KbChain  *head,
                          KbSigningKey   *intake);
/* Checks that @note is the intake's word for exactly @head. */
gboolean  kb_head_check  (const char     *note,
                          const KbChain  *head,
                          const guint8    intake[KB_SIGN_PUBLIC_SIZE],
                          GError        **error);
/* Reads a head note: stream, seq, link; for rollback and fork messages. */
gboolean  kb_head_read   (const char     *note,
                          const guint8    genesis[KB_HASH_SIZE],
                          const guint8    intake[KB_SIGN_PUBLIC_SIZE],
                          KbChain        *ret_head,
                          GError        **error);

G_END_DECLS
