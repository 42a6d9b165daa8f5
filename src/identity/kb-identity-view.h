/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-age-open.h"
#include "kb-entry.h"

G_BEGIN_DECLS

#define KB_IDENTITY_ERROR (kb_identity_error_quark ())

/**
 * KbIdentityError: each is one code on the wire
 * @KB_IDENTITY_ERROR_PASSPHRASE: the passphrase does not open the custodian's key
 * @KB_IDENTITY_ERROR_KEY: what the keyring held is not a custodian's key
 * @KB_IDENTITY_ERROR_SEAL: a part does not open with the custodian's key
 * @KB_IDENTITY_ERROR_CONTEXT: a part belongs to another complaint
 * @KB_IDENTITY_ERROR_TEXT: a part or the request is not of the agreed form
 */
typedef enum
{
  KB_IDENTITY_ERROR_PASSPHRASE,
  KB_IDENTITY_ERROR_KEY,
  KB_IDENTITY_ERROR_SEAL,
  KB_IDENTITY_ERROR_CONTEXT,
  KB_IDENTITY_ERROR_TEXT,
} KbIdentityError;

GQuark      kb_identity_error_quark   (void);
const char *kb_identity_error_to_code (const GError *error);

/**
 * KbIdentityView:
 *
 * What one opening shows: the request's words and the chosen fields. The
 * values are secrets; everything else is plain.
 */
typedef struct
{
  char      *number;        /* of the case */
  char      *letter;        /* Surat Tugas */
  char      *watermark;
  guint      seconds;
  GPtrArray *names;         /* member names, const char * */
  GPtrArray *values;        /* KbSecret, UTF-8 without terminator */
} KbIdentityView;

KbAgeIdentity  *kb_identity_unlock    (KbSecret        *message,
                                       GError         **error);
KbIdentityView *kb_identity_view_open (KbSecret        *message,
                                       KbAgeIdentity   *custodian,
                                       GError         **error);
void            kb_identity_view_free (KbIdentityView  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbIdentityView, kb_identity_view_free)

G_END_DECLS
