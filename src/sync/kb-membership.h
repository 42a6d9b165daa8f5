/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-keyring.h"
#include "kb-roster.h"

G_BEGIN_DECLS

/* Whoever opens with it includes kb-age-open.h; a program that only hands it on does not. */
typedef struct _KbAgeIdentity KbAgeIdentity;

/**
 * KbMembership:
 *
 * What makes this profile a device of an office: where its files are, which
 * endpoint and office it trusts, and its keys from the keyring. Plain values
 * live in PROFILE_DIR/office.ini, secrets only in the keyring.
 */
typedef struct
{
  char          *profile;        /* name, "default" */
  char          *directory;      /* of this profile's files, 0700 */
  char          *endpoint;       /* https://… without a trailing slash */
  char          *ca_file;        /* (nullable): PEM to trust instead of the system's */
  guint8         genesis[KB_HASH_SIZE];
  guint8         intake[KB_SIGN_PUBLIC_SIZE];
  KbDeviceRole   role;
  char          *name;           /* the person's */
  KbKeyring     *keyring;
  KbSigningKey  *device;
  KbAgeIdentity *device_age;
  KbSecret      *token;          /* (nullable): the bearer token */
} KbMembership;

#define KB_MEMBERSHIP_ERROR (kb_membership_error_quark ())

typedef enum
{
  KB_MEMBERSHIP_ERROR_NONE,      /* this profile has joined no office yet */
  KB_MEMBERSHIP_ERROR_MALFORMED, /* office.ini is not what this program writes */
} KbMembershipError;

GQuark        kb_membership_error_quark (void);
/* $XDG_DATA_HOME/kumbang/PROFILE; made with mode 0700 by kb_membership_save(). */
char         *kb_membership_directory   (const char    *profile);
/* An empty one for the ceremonies: new device keys and token, in the keyring at once. */
KbMembership *kb_membership_new         (const char    *profile,
                                         KbKeyring     *keyring,
                                         GCancellable  *cancellable,
                                         GError       **error);
KbMembership *kb_membership_load        (const char    *profile,
                                         KbKeyring     *keyring,
                                         GCancellable  *cancellable,
                                         GError       **error);
gboolean      kb_membership_save        (KbMembership  *self,
                                         GError       **error);
void          kb_membership_free        (KbMembership  *self);
/* PROFILE_DIR/journal.db */
char         *kb_membership_store_path  (KbMembership  *self);
/* The store's key: made when neither file nor key exist yet; KB_KEYRING_ERROR_MISSING for a file
 * without its key. */
KbSecret     *kb_membership_store_key   (KbMembership  *self,
                                         GCancellable  *cancellable,
                                         GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbMembership, kb_membership_free)

G_END_DECLS
