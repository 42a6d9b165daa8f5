/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sign.h"

G_BEGIN_DECLS

/* Whoever opens with it includes kb-age-open.h; a program that only hands it on does not. */
typedef struct _KbAgeIdentity KbAgeIdentity;

#define KB_OFFICE_ERROR (kb_office_error_quark ())

/**
 * KbOfficeError:
 * @KB_OFFICE_ERROR_RECOVERY: a text that is not a recovery sheet
 * @KB_OFFICE_ERROR_REQUEST: a text that is not a device's request to join
 * @KB_OFFICE_ERROR_STATE: not possible at this point; the message says why
 * @KB_OFFICE_ERROR_PASSPHRASE: too weak, or not fit for use
 */
typedef enum
{
  KB_OFFICE_ERROR_RECOVERY,
  KB_OFFICE_ERROR_REQUEST,
  KB_OFFICE_ERROR_STATE,
  KB_OFFICE_ERROR_PASSPHRASE,
} KbOfficeError;

GQuark kb_office_error_quark (void);

/**
 * KbRecovery:
 *
 * The office's last resort, on paper in a safe: it co-signs appointments where
 * there is one supervisor, and opens every group key.
 */
typedef struct
{
  KbSigningKey  *sign;
  KbAgeIdentity *age;
} KbRecovery;

KbRecovery *kb_recovery_generate  (void);
KbRecovery *kb_recovery_from_text (KbSecret    *text,
                                   GError     **error);
KbSecret   *kb_recovery_to_text   (KbRecovery  *self);
void        kb_recovery_free      (KbRecovery  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbRecovery, kb_recovery_free)

G_END_DECLS
