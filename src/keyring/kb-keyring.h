/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-secret.h"

G_BEGIN_DECLS

#define KB_KEYRING_ERROR (kb_keyring_error_quark ())

/**
 * KbKeyringError:
 * @KB_KEYRING_ERROR_ABSENT: no keyring service answers
 * @KB_KEYRING_ERROR_LOCKED: the keyring is locked and nobody was asked
 * @KB_KEYRING_ERROR_DISMISSED: the person closed the unlocking prompt
 * @KB_KEYRING_ERROR_MISSING: unlocked, but it holds no such item
 * @KB_KEYRING_ERROR_FAILED: anything else; the message says what
 */
typedef enum
{
  KB_KEYRING_ERROR_ABSENT,
  KB_KEYRING_ERROR_LOCKED,
  KB_KEYRING_ERROR_DISMISSED,
  KB_KEYRING_ERROR_MISSING,
  KB_KEYRING_ERROR_FAILED,
} KbKeyringError;

GQuark kb_keyring_error_quark (void);

/* Names of the items. Audience keys are "audience/ID/EPOCH", heads "head/STREAM". */
#define KB_KEYRING_STORE       "store"        /* 32 bytes */
#define KB_KEYRING_DEVICE_SIGN "device-sign"  /* 32 bytes, Ed25519 seed */
#define KB_KEYRING_DEVICE_AGE  "device-age"   /* AGE-SECRET-KEY-1… */
#define KB_KEYRING_TOKEN       "token"        /* bearer token, ASCII */
#define KB_KEYRING_CUSTODIAN   "custodian"    /* age file under scrypt, armored */

#define KB_TYPE_KEYRING (kb_keyring_get_type ())

G_DECLARE_INTERFACE (KbKeyring, kb_keyring, KB, KEYRING, GObject)

/**
 * KbKeyringInterface:
 *
 * All calls block, for worker threads and the command line; kb-keyring-async.h
 * wraps them for windows. Items belong to one profile of this computer.
 */
struct _KbKeyringInterface
{
  GTypeInterface parent_iface;

  KbSecret *(*lookup) (KbKeyring     *self,
                       const char    *item,
                       GCancellable  *cancellable,
                       GError       **error);
  gboolean  (*store)  (KbKeyring     *self,
                       const char    *item,
                       KbSecret      *secret,
                       GCancellable  *cancellable,
                       GError       **error);
  gboolean  (*remove) (KbKeyring     *self,
                       const char    *item,
                       GCancellable  *cancellable,
                       GError       **error);
  gboolean  (*unlock) (KbKeyring     *self,   /* may show the system's prompt */
                       GCancellable  *cancellable,
                       GError       **error);
};

KbSecret  *kb_keyring_lookup        (KbKeyring     *self,
                                     const char    *item,
                                     GCancellable  *cancellable,
                                     GError       **error);
gboolean   kb_keyring_store         (KbKeyring     *self,
                                     const char    *item,
                                     KbSecret      *secret,
                                     GCancellable  *cancellable,
                                     GError       **error);
gboolean   kb_keyring_remove        (KbKeyring     *self,
                                     const char    *item,
                                     GCancellable  *cancellable,
                                     GError       **error);
gboolean   kb_keyring_unlock        (KbKeyring     *self,
                                     GCancellable  *cancellable,
                                     GError       **error);

KbKeyring *kb_secret_service_keyring_new (const char *profile);
KbKeyring *kb_memory_keyring_new         (void);

G_END_DECLS
