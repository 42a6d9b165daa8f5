/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl.h"

#include <glib/gi18n.h>

#include "kb-keyring.h"
#include "kb-opening.h"
#include "kb-store.h"

/* The window's sentences (src/desktop/kb-fault.c), so that both say the same in
 * every language. Errors of modules that translate themselves are not here. */
static const struct
{
  GQuark    (*domain) (void);
  int         code;
  const char *sentence;
} SENTENCES[] = {
  { kb_keyring_error_quark, KB_KEYRING_ERROR_LOCKED,
    N_("The keyring is locked. Open it with the password of your computer to go on.") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_DISMISSED,
    N_("The keyring was not opened, so the case files stay closed. Nothing was changed.") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_ABSENT,
    N_("The keyring of this computer does not answer. Your files are unchanged. Log in to the "
       "desktop again, then try once more.") },
  { kb_store_error_quark, KB_STORE_ERROR_KEY,
    N_("The key in the keyring does not fit this case file. The file is still whole. Rebuild it "
       "from the journal, or bring back the keyring that belongs to it.") },
  { kb_store_error_quark, KB_STORE_ERROR_FOREIGN,
    N_("Where the case file should be there is a file of another program. It was not touched. "
       "Rebuilding sets it aside and begins anew from the journal.") },
  { kb_store_error_quark, KB_STORE_ERROR_NEWER,
    N_("The case file was made by a newer Kumbang. Update the program on this computer. Nothing "
       "was changed.") },
  { kb_store_error_quark, KB_STORE_ERROR_DAMAGED,
    N_("The case file is damaged or cut off. Its original is kept. Rebuild it from the journal "
       "(about 2 minutes).") },
  { kb_store_error_quark, KB_STORE_ERROR_LOCKED,
    N_("Another window or program is using the case file. Close it, then try again. Nothing was "
       "changed.") },
  { kb_store_error_quark, KB_STORE_ERROR_FULL,
    N_("The disk is full. The last change was not stored; what was stored before is safe. Make "
       "room, "
       "then try again.") },
  { kb_store_error_quark, KB_STORE_ERROR_IO,
    N_("The disk does not answer as it should. What was stored before was not touched. Try again; "
       "if it stays so, have the computer checked.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_PASSPHRASE,
    N_("The passphrase does not match. Nothing was recorded; the identity stays sealed.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_WAIT,
    N_("A moment has to pass after a wrong passphrase. Nothing was recorded; the identity stays "
       "sealed.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_NO_IDENTITY,
    N_("This complaint has no such part of an identity. Nothing was recorded.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_NOT_RELEASED,
    N_("The opening is recorded and counts, but the server did not hand out the identity, so it "
       "stays sealed. Try again once connected.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_NOT_RECORDED,
    N_("The opening is not recorded on the server yet, so the identity stays sealed. Try again "
       "once connected.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_SEAL,
    N_("The seal of this identity does not match its complaint. Do not use it. Call the "
       "supervisor; "
       "the details are kept in the journal.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_NO_KEY,
    N_("The keyring of this computer holds no custodian's key. Identities stay sealed.") },
  { kb_opening_error_quark, KB_OPENING_ERROR_WINDOW,
    N_("The window of the identity ended early. The opening may be recorded in the journal; the "
       "identity is sealed again.") },
};

/**
 * kb_ctl_sentence:
 *
 * Returns: what a person reads of @error, in the language of the session
 */
const char *
kb_ctl_sentence (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (SENTENCES); i++)
    if (error->domain == SENTENCES[i].domain () && error->code == SENTENCES[i].code)
      return _(SENTENCES[i].sentence);

  return error->message;
}
