/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-compose.h"
#include "kb-sync.h"

G_BEGIN_DECLS

/**
 * KbOpeningStage:
 * @KB_OPENING_UNLOCKING: the window process tries the passphrase; nothing is recorded yet
 * @KB_OPENING_RECORDING: the entry is on its way and then awaited in the verified chain
 * @KB_OPENING_RELEASING: on record: it counts, cancelled or not; the sealed parts are fetched
 * @KB_OPENING_SHOWN: the window process shows them
 * @KB_OPENING_CLOSED: over
 */
typedef enum
{
  KB_OPENING_UNLOCKING,
  KB_OPENING_RECORDING,
  KB_OPENING_RELEASING,
  KB_OPENING_SHOWN,
  KB_OPENING_CLOSED,
} KbOpeningStage;

#define KB_OPENING_ERROR (kb_opening_error_quark ())

/**
 * KbOpeningError:
 * @KB_OPENING_ERROR_PASSPHRASE: it does not fit; nothing was recorded
 * @KB_OPENING_ERROR_WAIT: too soon after a wrong passphrase; nothing was recorded
 * @KB_OPENING_ERROR_NO_KEY: the keyring holds no usable custodian's key
 * @KB_OPENING_ERROR_NO_IDENTITY: the complaint has no such part
 * @KB_OPENING_ERROR_NOT_RECORDED: the journal did not take it: the identity stays sealed
 * @KB_OPENING_ERROR_NOT_RELEASED: on record, but the server gave no part
 * @KB_OPENING_ERROR_SEAL: the part is damaged or of another complaint: an alarm
 * @KB_OPENING_ERROR_WINDOW: the window process could not be started, or ended early
 */
typedef enum
{
  KB_OPENING_ERROR_PASSPHRASE,
  KB_OPENING_ERROR_WAIT,
  KB_OPENING_ERROR_NO_KEY,
  KB_OPENING_ERROR_NO_IDENTITY,
  KB_OPENING_ERROR_NOT_RECORDED,
  KB_OPENING_ERROR_NOT_RELEASED,
  KB_OPENING_ERROR_SEAL,
  KB_OPENING_ERROR_WINDOW,
} KbOpeningError;

GQuark kb_opening_error_quark (void);

/**
 * KbOpening:
 *
 * One opening of an identity, from passphrase to closed window. The identity
 * passes through here only as sealed bytes; it is opened and shown in a child
 * process (kumbang-identity) that this object starts and feeds.
 *
 * Properties (change on the main context of the constructing thread):
 * "stage" (int, #KbOpeningStage), "seconds-left" (uint, while shown), "tries" (uint, wrong
 * passphrases in a row), "wait-seconds" (uint, until the next try is taken).
 */
#define KB_TYPE_OPENING (kb_opening_get_type ())
G_DECLARE_FINAL_TYPE (KbOpening, kb_opening, KB, OPENING, GObject)

KbOpening *kb_opening_new        (KbSync               *sync,
                                  KbStore              *store,
                                  KbKeyring            *keyring);
void       kb_opening_run_async  (KbOpening            *self,
                                  guint32               case_row,
                                  const KbIdentityUse  *use,
                                  KbSecret             *passphrase,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean   kb_opening_run_finish (KbOpening            *self,
                                  GAsyncResult         *result,
                                  GError              **error);
void       kb_opening_close      (KbOpening            *self);

G_END_DECLS
