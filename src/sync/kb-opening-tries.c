/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-opening-tries.h"

#include "kb-bytes.h"

#define META "custody/tries"
#define MAX_WAIT_SECONDS 300u

static guint
wait_after (guint tries)
{
  return tries == 0 ? 0 : MIN (1u << MIN (tries, 16), MAX_WAIT_SECONDS);
}

/**
 * kb_opening_tries_get:
 * @now: seconds since 1970
 * @ret_wait_seconds: (out): until the next try may be made, 0 for at once
 *
 * Returns: wrong passphrases since the last right one
 */
guint
kb_opening_tries_get (KbStore *store,
                      gint64   now,
                      guint   *ret_wait_seconds)
{
  g_autoptr(GBytes) saved = kb_store_get_meta (store, META, NULL);
  KbReader reader;
  guint tries;
  gint64 since;
  guint wait;

  *ret_wait_seconds = 0;
  if (saved == NULL)
    return 0;

  kb_reader_init (&reader, g_bytes_get_data (saved, NULL), g_bytes_get_size (saved));
  tries = kb_reader_u32 (&reader);
  since = kb_reader_u64 (&reader);
  if (!kb_reader_finish (&reader))
    return 0;

  /* A clock that was set back must not lock a person out for longer. */
  wait = wait_after (tries);
  if (now >= since && now - since < wait)
    *ret_wait_seconds = wait - (now - since);

  return tries;
}

/**
 * kb_opening_tries_wrong:
 *
 * Counts one more wrong passphrase: 2, 4, 8 … seconds, at most five minutes.
 */
void
kb_opening_tries_wrong (KbStore *store,
                        gint64   now,
                        guint   *ret_tries,
                        guint   *ret_wait_seconds)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  g_autoptr(GBytes) saved = NULL;

  *ret_tries = kb_opening_tries_get (store, now, ret_wait_seconds) + 1;
  *ret_wait_seconds = wait_after (*ret_tries);
  kb_write_u32 (out, *ret_tries);
  kb_write_u64 (out, now);
  saved = g_bytes_new (out->data, out->len);
  kb_store_set_meta (store, META, saved, NULL);
}

void
kb_opening_tries_clear (KbStore *store)
{
  g_autoptr(GBytes) none = g_bytes_new (NULL, 0);

  kb_store_set_meta (store, META, none, NULL);
}
