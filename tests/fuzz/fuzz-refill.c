/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-refill.h"

/* What a desktop hands in: frame after frame, each with an entry, until the
 * first that is none; never beyond the end. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  KbRefill *refill = kb_refill_new (KB_STREAM_OFFICE, data, size);
  gsize before = size;

  while (kb_reader_remaining (&refill->frames) > 0)
    {
      g_auto(KbFrame) frame = { 0 };

      if (!kb_refill_next (&refill->frames, &frame))
        break;
      g_assert_nonnull (frame.entry);
      g_assert_cmpuint (kb_reader_remaining (&refill->frames), <, before);
      before = kb_reader_remaining (&refill->frames);
      kb_entry_verify_parts (frame.entry, NULL);
      kb_entry_check_rules (frame.entry, NULL);
    }
  kb_refill_free (refill);

  return 0;
}
