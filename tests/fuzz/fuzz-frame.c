/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-frame.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_auto(KbFrame) frame = { 0 };
  KbChain chain;

  if (!kb_frame_decode (data, size, &frame, NULL) || frame.entry == NULL)
    return 0;
  kb_chain_init (&chain, kb_entry_get_header (frame.entry)->genesis, KB_STREAM_OFFICE);
  kb_chain_follow (&chain, frame.entry, &frame.place, NULL);

  return 0;
}
