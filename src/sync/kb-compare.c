/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-bytes.h"
#include "kb-compare-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define QR_START "kumbang:compare:"
/* So many equal words of twelve are a slip of tongue or ear: another journal
 * has none, but by chance one, and nobody finds one with as many as these. */
#define SLIP_WORDS 8

/**
 * kb_sync_get_head:
 * @ret_head: (out caller-allocates): as of the last pull; seq 0 for none
 */
void
kb_sync_get_head (KbSync   *self,
                  KbStream  stream,
                  KbChain  *ret_head)
{
  g_mutex_lock (&self->lock);
  *ret_head = self->ledger->heads[stream];
  g_mutex_unlock (&self->lock);
}

static gboolean
hash_at (KbSync    *self,
         KbStream   stream,
         guint64   *seq,
         guint8     ret_hash[KB_HASH_SIZE],
         GError   **error)
{
  guint8 link[KB_HASH_SIZE];
  KbChain head;

  kb_sync_get_head (self, stream, &head);
  if (*seq == 0)
    *seq = head.seq;
  if (*seq == 0 || *seq > head.seq)
    {
      g_set_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND,
                   /* Translators: the name of a stream of the journal and a number in it. */
                   _("This computer holds the stream “%s” up to number %u only"),
                   kb_stream_to_string (stream), (guint) head.seq);
      return FALSE;
    }
  if (!kb_store_get_link (self->store, stream, *seq, link, error))
    return FALSE;
  kb_compare_hash (self->membership->genesis, stream, *seq, link, ret_hash);

  return TRUE;
}

static char *
qr_text (KbStream      stream,
         guint64       seq,
         const guint8  hash[KB_HASH_SIZE])
{
  g_autofree char *hex = kb_hex_encode (hash, KB_HASH_SIZE);

  return g_strdup_printf (QR_START "%s:%" G_GUINT64_FORMAT ":%s", kb_stream_to_string (stream),
                          seq, hex);
}

/**
 * kb_sync_compare_words:
 * @seq: a number in the stream; 0: the head
 * @ret_qr_text: (out) (optional): the same for a QR code
 * @error: %KB_STORE_ERROR_NOT_FOUND where this computer does not hold it
 *
 * Returns: (transfer full): twelve words that are the same on every desktop
 *   that was shown the same journal up to there
 */
char *
kb_sync_compare_words (KbSync    *self,
                       KbStream   stream,
                       guint64    seq,
                       char     **ret_qr_text,
                       GError   **error)
{
  guint8 hash[KB_HASH_SIZE];

  if (!hash_at (self, stream, &seq, hash, error))
    return NULL;
  if (ret_qr_text != NULL)
    *ret_qr_text = qr_text (stream, seq, hash);

  return kb_compare_words (hash);
}

/* Of the words that were typed, how many are ours at the same place. */
static guint
count_equal (const char   *typed,
             const guint8  hash[KB_HASH_SIZE])
{
  g_autofree char *ours = kb_compare_words (hash);
  g_auto(GStrv) words = g_strsplit (ours, " ", -1);
  g_autofree char *lower = g_ascii_strdown (typed, -1);
  g_auto(GStrv) theirs = g_strsplit_set (lower, " \t\r\n", -1);
  guint n = 0, n_equal = 0;

  for (guint i = 0; theirs[i] != NULL && n < KB_COMPARE_WORDS; i++)
    if (*theirs[i] != '\0')
      n_equal += strncmp (theirs[i], words[n++], 4) == 0;

  return n_equal;
}

static gboolean
compare_words (const char    *typed,
               const guint8   hash[KB_HASH_SIZE],
               gboolean      *ret_equal,
               GError       **error)
{
  gboolean equal;
  guint n;

  if (!kb_compare_words_match (typed, hash, &equal, error))
    return FALSE;
  n = count_equal (typed, hash);
  if (!equal && n >= SLIP_WORDS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   ngettext ("%u word differs: a slip. Read the words to each other once more",
                             "%u words differ: a slip. Read the words to each other once more",
                             KB_COMPARE_WORDS - n), KB_COMPARE_WORDS - n);
      return FALSE;
    }
  *ret_equal = equal;

  return TRUE;
}

static gboolean
compare_qr (const char  *text,
            const char  *ours,
            gboolean    *ret_equal,
            GError     **error)
{
  gsize start = strrchr (ours, ':') + 1 - ours;
  guint8 hash[KB_HASH_SIZE];

  if (strncmp (text, ours, start) != 0 || !kb_hex_decode (text + start, hash, sizeof hash))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("The code is for another place of the journal"));
      return FALSE;
    }
  *ret_equal = g_str_equal (text, ours);

  return TRUE;
}

/**
 * kb_sync_compare:
 * @seq: the number that the other person states
 * @words_or_qr_text: what their screen shows there
 * @ret_equal: (out): whether both were shown the same journal up to there;
 *   %FALSE is an alarm, "fork"
 * @error: %KB_STORE_ERROR_NOT_FOUND where this computer does not hold @seq; a #KbReceiptError or
 *   %G_IO_ERROR_INVALID_ARGUMENT where this is nothing to compare, or a slip
 */
gboolean
kb_sync_compare (KbSync      *self,
                 KbStream     stream,
                 guint64      seq,
                 const char  *words_or_qr_text,
                 gboolean    *ret_equal,
                 GError     **error)
{
  g_autofree char *ours = NULL;
  guint8 hash[KB_HASH_SIZE];

  if (!hash_at (self, stream, &seq, hash, error))
    return FALSE;
  ours = qr_text (stream, seq, hash);
  if (g_str_has_prefix (words_or_qr_text, QR_START)
        ? !compare_qr (words_or_qr_text, ours, ret_equal, error)
        : !compare_words (words_or_qr_text, hash, ret_equal, error))
    return FALSE;
  if (!*ret_equal)
    kb_sync_raise_alarm (self, "fork", stream, seq, NULL);

  return TRUE;
}
