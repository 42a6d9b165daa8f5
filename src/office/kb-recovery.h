/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sign.h"

G_BEGIN_DECLS

/* Whoever opens with it includes kb-age-open.h; a program that only hands it on does not. */
typedef struct _KbAgeIdentity KbAgeIdentity;

#define KB_OFFICE_ERROR (kb_office_error_quark ())

/**
 * KbOfficeError:
 * @KB_OFFICE_ERROR_RECOVERY: a text that is not a recovery sheet, or another office's; the message
 *   names the line where it can
 * @KB_OFFICE_ERROR_REQUEST: a text that is not a device's request to join
 * @KB_OFFICE_ERROR_STATE: not possible at this point; the message says why
 * @KB_OFFICE_ERROR_PASSPHRASE: too weak, or not fit for use
 * @KB_OFFICE_ERROR_CODE_OTHER: the code is another server's or another office's
 * @KB_OFFICE_ERROR_CODE_USED: somebody used the code before
 * @KB_OFFICE_ERROR_CODE_OVER: nobody waits there: the code's day is over, or it was closed
 * @KB_OFFICE_ERROR_FOUNDED: this computer founded the office before, with an earlier sheet; it is
 *   a member now
 * @KB_OFFICE_ERROR_SECOND: the second person, that is the recovery sheet, is missing
 */
typedef enum
{
  KB_OFFICE_ERROR_RECOVERY,
  KB_OFFICE_ERROR_REQUEST,
  KB_OFFICE_ERROR_STATE,
  KB_OFFICE_ERROR_PASSPHRASE,
  KB_OFFICE_ERROR_CODE_OTHER,
  KB_OFFICE_ERROR_CODE_USED,
  KB_OFFICE_ERROR_CODE_OVER,
  KB_OFFICE_ERROR_FOUNDED,
  KB_OFFICE_ERROR_SECOND,
} KbOfficeError;

GQuark kb_office_error_quark (void);

/**
 * KbRecovery:
 * @genesis: the office; zeros where the sheet does not say
 * @intake: its server's key; zeros likewise
 * @endpoint: (nullable): its server's address
 *
 * The office's last resort, on paper in a safe: it co-signs where there is one supervisor, opens
 * every group key, and brings the office back when every desktop is lost.
 */
typedef struct
{
  KbSigningKey  *sign;
  KbAgeIdentity *age;
  guint8         genesis[32];
  guint8         intake[KB_SIGN_PUBLIC_SIZE];
  char          *endpoint;
} KbRecovery;

KbRecovery *kb_recovery_generate  (void);
KbRecovery *kb_recovery_from_text (KbSecret    *text,
                                   GError     **error);
KbSecret   *kb_recovery_to_text   (KbRecovery  *self);
void        kb_recovery_free      (KbRecovery  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbRecovery, kb_recovery_free)

G_END_DECLS
