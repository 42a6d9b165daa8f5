/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-compare-words.h"
#include "kb-age-open.h"
#include "kb-bytes.h"
#include "kb-receipt.h"

#include <string.h>

static const guint8 genesis[KB_HASH_SIZE] = { 1, 2, 3 };

static char *
words_of (KbReporter *reporter)
{
  return g_strndup ((const char *) kb_secret_get_data (reporter->words),
                    kb_secret_get_size (reporter->words));
}

static void
assert_same (KbReporter *a,
             KbReporter *b)
{
  g_assert_true (kb_secret_equal (a->words, b->words));
  g_assert_true (kb_secret_equal (a->age, b->age));
  g_assert_true (kb_secret_equal (a->mailbox, b->mailbox));
  g_assert_true (kb_secret_equal (a->answer, b->answer));
  g_assert_cmpstr (a->recipient, ==, b->recipient);
  g_assert_cmpmem (a->mailbox_hash, KB_HASH_SIZE, b->mailbox_hash, KB_HASH_SIZE);
  g_assert_cmpmem (kb_signing_key_get_public (a->sign), 32, kb_signing_key_get_public (b->sign),
                   32);
}

static int
read_code (const char *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KbReporter) reporter = kb_reporter_new_from_words (words, genesis, &error);

  if (reporter != NULL)
    return -1;
  g_assert_true (error->domain == KB_RECEIPT_ERROR);

  return error->code;
}

static void
test_words_bring_the_reporter_back (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KbReporter) reporter = kb_reporter_new_random (genesis, &error);
  g_autofree char *words = words_of (reporter);
  g_autoptr(KbReporter) again = kb_reporter_new_from_words (words, genesis, &error);

  g_assert_no_error (error);
  g_assert_nonnull (again);
  assert_same (reporter, again);
}

static void
test_words_as_people_type_them (void)
{
  g_autoptr(KbReporter) reporter = kb_reporter_new_random (genesis, NULL);
  g_autofree char *words = words_of (reporter);
  g_auto(GStrv) list = g_strsplit (words, " ", -1);
  g_autoptr(GString) typed = g_string_new ("  ");
  g_autoptr(KbReporter) again = NULL;

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *start = g_strndup (list[i], 4);
      g_autofree char *upper = g_ascii_strup (start, -1);

      g_string_append_printf (typed, "%s%s", i % 2 ? upper : start, i % 3 ? "\n" : " \t ");
    }
  again = kb_reporter_new_from_words (typed->str, genesis, NULL);
  g_assert_nonnull (again);
  assert_same (reporter, again);
}

static void
test_words_are_for_one_office (void)
{
  const guint8 other[KB_HASH_SIZE] = { 9 };
  g_autoptr(KbReporter) reporter = kb_reporter_new_random (genesis, NULL);
  g_autofree char *words = words_of (reporter);
  g_autoptr(KbReporter) elsewhere = kb_reporter_new_from_words (words, other, NULL);

  g_assert_false (kb_secret_equal (reporter->mailbox, elsewhere->mailbox));
  g_assert_cmpstr (reporter->recipient, !=, elsewhere->recipient);
}

static void
test_wrong_words_are_named (void)
{
  /* Seven times the first word; its check word is in vectors.json. */
  g_assert_cmpint (read_code ("abadi abadi abadi abadi abadi abadi abadi nakal"), ==, -1);
  g_assert_cmpint (read_code (""), ==, KB_RECEIPT_ERROR_COUNT);
  g_assert_cmpint (read_code ("abadi abadi"), ==, KB_RECEIPT_ERROR_COUNT);
  g_assert_cmpint (read_code ("abadi abadi abadi abadi abadi abadi abadi nakal nakal"), ==,
                   KB_RECEIPT_ERROR_COUNT);
  g_assert_cmpint (read_code ("abadi xyzzy abadi abadi abadi abadi abadi nakal"), ==,
                   KB_RECEIPT_ERROR_WORD);
  g_assert_cmpint (read_code ("aba abadi abadi abadi abadi abadi abadi nakal"), ==,
                   KB_RECEIPT_ERROR_WORD);
  g_assert_cmpint (read_code ("ab adi"), ==, KB_RECEIPT_ERROR_WORD);
  g_assert_cmpint (read_code ("\xff\xfe\xfd\xfc"), ==, KB_RECEIPT_ERROR_WORD);
  g_assert_cmpint (read_code ("abadi abadi abadi abadi abadi abadi nakal abadi"), ==,
                   KB_RECEIPT_ERROR_CHECK);
  g_assert_cmpint (read_code ("abadi abadi abadi abadi abadi abadi abadi abadi"), ==,
                   KB_RECEIPT_ERROR_CHECK);
}

/* Changing one word is caught by the check word, save one time in 2,048. */
static void
test_check_word_catches_slips (void)
{
  guint8 bits[10] = { 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x12, 0x34 };
  g_autofree char *words = kb_words_from_bits (bits);
  g_auto(GStrv) list = g_strsplit (words, " ", -1);
  guint unnoticed = 0;

  for (guint i = 0; i < 2048; i++)
    {
      g_autofree char *seven = NULL;
      g_autofree char *kept = g_steal_pointer (&list[3]);
      g_autofree char *typed = NULL;
      guint8 other[10];

      list[3] = g_strdup (kb_word_list_get (i));
      typed = g_strjoinv (" ", list);
      /* The same seven words made from their own bits have their own check word. */
      memcpy (other, bits, sizeof bits);
      other[4] = (other[4] & 0x80) | i >> 4;
      other[5] = (other[5] & 0x0f) | (i & 15) << 4;
      seven = kb_words_from_bits (other);
      unnoticed += strcmp (seven, typed) == 0;
      g_free (list[3]);
      list[3] = g_steal_pointer (&kept);
    }
  g_assert_cmpuint (unnoticed, >=, 1);
  g_assert_cmpuint (unnoticed, <=, 8);
}

static void
test_word_list (void)
{
  for (guint i = 0; i < 2048; i++)
    {
      const char *word = kb_word_list_get (i);
      g_autofree char *start = g_strndup (word, 4);
      g_autofree char *more = g_strconcat (start, "zzz", NULL);

      g_assert_cmpint (kb_word_list_find (word), ==, i);
      g_assert_cmpint (kb_word_list_find (start), ==, i);
      g_assert_cmpint (kb_word_list_find (more), ==, i);
    }
  g_assert_cmpint (kb_word_list_find (""), ==, -1);
  g_assert_cmpint (kb_word_list_find ("zzzz"), ==, -1);
  g_assert_cmpint (kb_word_list_find ("aaaa"), ==, -1);
}

static void
test_words_take_77_bits_msb_first (void)
{
  guint8 bits[10] = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *unused = NULL;

  bits[0] = 0x80;
  first = kb_words_from_bits (bits);
  g_assert_true (g_str_has_prefix (first, kb_word_list_get (1024)));
  memset (bits, 0, sizeof bits);
  bits[9] = 0x08;
  last = kb_words_from_bits (bits);
  g_assert_nonnull (strstr (last, kb_word_list_get (1)));
  bits[9] = 0x0f;
  unused = kb_words_from_bits (bits);
  g_assert_cmpstr (last, ==, unused);
}

static void
test_quick_reporters_differ_and_open (void)
{
  g_autoptr(KbReporter) a = kb_reporter_new_quick ();
  g_autoptr(KbReporter) b = kb_reporter_new_quick ();
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_new_x25519 (a->age);
  g_autofree char *recipient = kb_age_identity_get_recipient (identity);

  g_assert_cmpuint (kb_secret_get_size (a->words), ==, 0);
  g_assert_cmpstr (a->recipient, !=, b->recipient);
  g_assert_cmpstr (a->recipient, ==, recipient);
}

/* Twelve words of a hash, as one person reads them and another types them. */
static void
test_compared_words (void)
{
  static const guint8 office[KB_HASH_SIZE] = { 1 }, link[KB_HASH_SIZE] = { 2 };
  guint8 hash[KB_HASH_SIZE], other[KB_HASH_SIZE];
  g_autofree char *words = NULL;
  g_autofree char *shouted = NULL;
  g_autoptr(GString) typed = g_string_new ("  ");
  g_auto(GStrv) each = NULL;
  g_autoptr(GError) error = NULL;
  gboolean same = FALSE;

  kb_compare_hash (office, KB_STREAM_OFFICE, 1204, link, hash);
  kb_compare_hash (office, KB_STREAM_OFFICE, 1205, link, other);
  words = kb_compare_words (hash);
  each = g_strsplit (words, " ", -1);
  g_assert_cmpuint (g_strv_length (each), ==, KB_COMPARE_WORDS);
  for (guint i = 0; each[i] != NULL; i++)
    g_string_append_printf (typed, "%.4s \n", each[i]);
  shouted = g_ascii_strup (typed->str, -1);

  g_assert_true (kb_compare_words_match (words, hash, &same, NULL) && same);
  g_assert_true (kb_compare_words_match (shouted, hash, &same, NULL) && same);
  g_assert_true (kb_compare_words_match (words, other, &same, NULL) && !same);
  g_assert_false (kb_compare_words_match ("abadi", hash, &same, &error));
  g_assert_error (error, KB_RECEIPT_ERROR, KB_RECEIPT_ERROR_COUNT);
  g_clear_error (&error);
  g_string_append (typed, "xyzzy");
  g_assert_false (kb_compare_words_match (typed->str, hash, &same, &error));
  g_assert_error (error, KB_RECEIPT_ERROR, KB_RECEIPT_ERROR_WORD);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/envelope/receipt/words-bring-the-reporter-back",
                   test_words_bring_the_reporter_back);
  g_test_add_func ("/envelope/receipt/words-as-people-type-them", test_words_as_people_type_them);
  g_test_add_func ("/envelope/receipt/words-are-for-one-office", test_words_are_for_one_office);
  g_test_add_func ("/envelope/receipt/wrong-words-are-named", test_wrong_words_are_named);
  g_test_add_func ("/envelope/receipt/check-word-catches-slips", test_check_word_catches_slips);
  g_test_add_func ("/envelope/receipt/word-list", test_word_list);
  g_test_add_func ("/envelope/receipt/words-take-77-bits-msb-first",
                   test_words_take_77_bits_msb_first);
  g_test_add_func ("/envelope/receipt/quick-reporters-differ-and-open",
                   test_quick_reporters_differ_and_open);

  g_test_add_func ("/envelope/compared-words", test_compared_words);

  return g_test_run ();
}
