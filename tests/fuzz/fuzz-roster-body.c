/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixed-roster.h"
#include "fuzz.h"

/* Input: u8 kind ‖ body, by the supervisor of a fixed office that has its
 * genesis entry and one custodian's device. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(KbEntry) entry = NULL;
  guint n_devices;

  if (size == 0 || size > KB_LIMIT_BODY)
    return 0;
  roster = fixed_roster_new ();
  n_devices = kb_roster_get_n_devices (roster);
  entry = fixed_roster_entry (data[0], data + 1, size - 1);
  if (!kb_roster_apply (roster, entry, FIXED_ROSTER_SEQ + 1, NULL))
    g_assert_cmpuint (kb_roster_get_n_devices (roster), ==, n_devices);
  kb_entry_check_rules (entry, NULL);

  return 0;
}
