/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-note.h"

G_BEGIN_DECLS

#define KB_PROFILE_ERROR (kb_profile_error_quark ())

typedef enum
{
  KB_PROFILE_ERROR_MALFORMED,
  KB_PROFILE_ERROR_SIGNATURE,
  KB_PROFILE_ERROR_EXPIRED,
} KbProfileError;

GQuark kb_profile_error_quark (void);

typedef struct
{
  char    audience[KB_LIMIT_AUDIENCE + 1];
  guint32 epoch;
  char    recipient[64];        /* age1… */
} KbProfileRecipient;

/**
 * KbProfile:
 *
 * What a reporter's browser needs to know of the office: to whom to seal.
 * Immutable after it was made; plain struct for easy reading.
 */
typedef struct
{
  guint8              genesis[KB_HASH_SIZE];
  gint64              serial;
  gint64              issued;       /* seconds since 1970 */
  gint64              not_after;
  char               *office;
  guint               n_recipients;
  KbProfileRecipient  recipients[8];
  char                custodian[64];     /* age1…, or "" : none appointed */
  char               *custodian_title;
  gint64              custodian_since;
  GHashTable         *page;              /* file name → SHA-256 hex */
  guint8              hash[KB_HASH_SIZE];  /* of the note */
} KbProfile;

KbProfile                *kb_profile_new            (void);
void                      kb_profile_free           (KbProfile       *self);
char                     *kb_profile_sign           (const KbProfile *self,
                                                     KbSigningKey    *supervisor);
/* @supervisor NULL: the signature is not checked (as a stranger reads it). */
KbProfile                *kb_profile_parse          (const char      *note,
                                                     gsize            size,
                                                     const guint8    *supervisor,
                                                     GError         **error);
const KbProfileRecipient *kb_profile_find_recipient (const KbProfile *self,
                                                     const char      *audience);
gboolean                  kb_profile_check_date     (const KbProfile *self,
                                                     gint64           now,
                                                     GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbProfile, kb_profile_free)

G_END_DECLS
