/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-bytes.h"

#include <string.h>

static void
test_integers_are_big_endian (void)
{
  static const guint8 expected[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a,
                                     0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 'x', 'y' };
  g_autoptr(GByteArray) out = g_byte_array_new ();
  KbReader reader;
  char text[2];

  kb_write_u8 (out, 0x01);
  kb_write_u16 (out, 0x0203);
  kb_write_u32 (out, 0x04050607);
  kb_write_u64 (out, G_GUINT64_CONSTANT (0x08090a0b0c0d0e0f));
  kb_write_bytes (out, "xy", 2);
  kb_write_bytes (out, NULL, 0);
  g_assert_cmpmem (out->data, out->len, expected, sizeof expected);

  kb_reader_init (&reader, out->data, out->len);
  g_assert_cmpuint (kb_reader_u8 (&reader), ==, 0x01);
  g_assert_cmpuint (kb_reader_u16 (&reader), ==, 0x0203);
  g_assert_cmpuint (kb_reader_u32 (&reader), ==, 0x04050607);
  g_assert_cmpuint (kb_reader_u64 (&reader), ==, G_GUINT64_CONSTANT (0x08090a0b0c0d0e0f));
  g_assert_cmpuint (kb_reader_remaining (&reader), ==, 2);
  g_assert_false (kb_reader_finish (&reader));
  kb_reader_copy (&reader, text, 2);
  g_assert_cmpmem (text, 2, "xy", 2);
  g_assert_true (kb_reader_finish (&reader));
}

static void
test_reading_past_the_end_fails_for_good (void)
{
  guint8 data[3] = { 1, 2, 3 };
  guint8 copy[4] = { 9, 9, 9, 9 };
  KbReader reader;

  kb_reader_init (&reader, data, sizeof data);
  g_assert_cmpuint (kb_reader_u32 (&reader), ==, 0);
  g_assert_cmpuint (kb_reader_u8 (&reader), ==, 0);
  g_assert_null (kb_reader_bytes (&reader, 0));
  g_assert_cmpuint (kb_reader_remaining (&reader), ==, 0);
  kb_reader_copy (&reader, copy, sizeof copy);
  g_assert_cmpmem (copy, sizeof copy, "\0\0\0\0", 4);
  g_assert_false (kb_reader_finish (&reader));
}

static void
test_huge_size_does_not_wrap (void)
{
  guint8 data[3] = { 1, 2, 3 };
  KbReader reader;

  kb_reader_init (&reader, data, sizeof data);
  g_assert_cmpuint (kb_reader_u8 (&reader), ==, 1);
  g_assert_null (kb_reader_bytes (&reader, G_MAXSIZE));
  g_assert_false (kb_reader_finish (&reader));
}

static void
test_empty_input (void)
{
  KbReader reader;

  kb_reader_init (&reader, NULL, 0);
  g_assert_true (kb_reader_finish (&reader));
  g_assert_cmpuint (kb_reader_u8 (&reader), ==, 0);
  g_assert_false (kb_reader_finish (&reader));
}

static void
test_hex_round_trip (void)
{
  guint8 all[256], back[256];
  g_autofree char *hex = NULL;
  g_autofree char *none = kb_hex_encode (NULL, 0);

  for (guint i = 0; i < 256; i++)
    all[i] = i;
  hex = kb_hex_encode (all, sizeof all);
  g_assert_cmpuint (strlen (hex), ==, 512);
  g_assert_true (g_str_has_prefix (hex, "000102"));
  g_assert_true (g_str_has_suffix (hex, "fdfeff"));
  g_assert_true (kb_hex_decode (hex, back, sizeof back));
  g_assert_cmpmem (back, sizeof back, all, sizeof all);
  g_assert_cmpstr (none, ==, "");
  g_assert_true (kb_hex_decode ("", back, 0));
}

static void
test_hex_has_one_spelling (void)
{
  static const char *const wrong[] = { "", "0", "000", "0A", "0g", " 0", "0x", "00 ", "\xc3\xa9" };
  guint8 out[1] = { 77 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (kb_hex_decode (wrong[i], out, 1));
      g_assert_cmpuint (out[0], ==, 77);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/bytes/integers-are-big-endian", test_integers_are_big_endian);
  g_test_add_func ("/base/bytes/reading-past-the-end-fails-for-good",
                   test_reading_past_the_end_fails_for_good);
  g_test_add_func ("/base/bytes/huge-size-does-not-wrap", test_huge_size_does_not_wrap);
  g_test_add_func ("/base/bytes/empty-input", test_empty_input);
  g_test_add_func ("/base/hex/round-trip", test_hex_round_trip);
  g_test_add_func ("/base/hex/has-one-spelling", test_hex_has_one_spelling);

  return g_test_run ();
}
