/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include <string.h>

#define DASH "\xe2\x80\x94 "

static int
open_code (const char   *note,
           gsize         size,
           KbSigningKey *key)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = kb_note_open (note, size, "intake", kb_signing_key_get_public (key),
                                        &error);

  if (text != NULL)
    return -1;
  g_assert_true (error->domain == KB_CHAIN_ERROR);

  return error->code;
}

static void
test_note_round_trip (void)
{
  static const char *const texts[] = { "one line\n", "\n", "two\nlines\n",
                                       "with\n\nan empty line\n", "é\n" };
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *note = kb_note_sign (texts[i], "intake", key);
      g_autofree char *text = kb_note_open (note, strlen (note), "intake",
                                            kb_signing_key_get_public (key), NULL);

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

static void
test_note_every_flip_and_cut_is_refused (void)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  g_autofree char *note = kb_note_sign ("kumbang\noffice\n12\n", "intake", key);
  gsize size = strlen (note);

  for (gsize i = 0; i < size; i++)
    {
      for (guint bit = 0; bit < 8; bit++)
        {
          note[i] ^= 1 << bit;
          g_assert_cmpint (open_code (note, size, key), ==, KB_CHAIN_ERROR_NOTE);
          note[i] ^= 1 << bit;
        }
      g_assert_cmpint (open_code (note, i, key), ==, KB_CHAIN_ERROR_NOTE);
    }
}

static void
test_note_other_key_name_or_form_is_refused (void)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  g_autoptr(KbSigningKey) other = kb_signing_key_generate ();
  g_autofree char *note = kb_note_sign ("text\n", "intake", key);
  g_autofree char *named = kb_note_sign ("text\n", "supervisor", key);
  g_autofree char *twice = g_strconcat (note, strstr (note, DASH), NULL);
  g_autofree char *trailing = g_strconcat (note, "\n", NULL);
  g_autofree char *long_text = g_strnfill (KB_LIMIT_NOTE, 'x');
  g_autofree char *long_line = g_strconcat (long_text, "\n", NULL);
  g_autofree char *too_long = kb_note_sign (long_line, "intake", key);

  g_assert_cmpint (open_code (note, strlen (note), key), ==, -1);
  g_assert_cmpint (open_code (note, strlen (note), other), ==, KB_CHAIN_ERROR_NOTE);
  g_assert_cmpint (open_code (named, strlen (named), key), ==, KB_CHAIN_ERROR_NOTE);
  g_assert_cmpint (open_code (twice, strlen (twice), key), ==, KB_CHAIN_ERROR_NOTE);
  g_assert_cmpint (open_code (trailing, strlen (trailing), key), ==, KB_CHAIN_ERROR_NOTE);
  g_assert_cmpint (open_code (too_long, strlen (too_long), key), ==, KB_CHAIN_ERROR_NOTE);
  g_assert_cmpint (open_code ("", 0, key), ==, KB_CHAIN_ERROR_NOTE);
}

static void
test_head_names_stream_seq_and_link (void)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  const guint8 *intake = kb_signing_key_get_public (key);
  guint8 genesis[KB_HASH_SIZE] = { 7 };
  g_autofree char *note = NULL;
  g_autoptr(GError) error = NULL;
  KbChain head, read, other;

  kb_chain_init (&head, genesis, KB_STREAM_OFFICE);
  head.seq = 1204;
  head.link[5] = 9;
  note = kb_head_sign (&head, key);
  g_assert_true (kb_head_check (note, &head, intake, &error));
  g_assert_true (kb_head_read (note, genesis, intake, &read, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (&read, sizeof read, &head, sizeof head);

  for (guint i = 0; i < 4; i++)
    {
      other = head;
      if (i == 0)
        other.seq++;
      else if (i == 1)
        other.link[0] ^= 1;
      else if (i == 2)
        other.stream = KB_STREAM_ROSTER;
      else
        other.genesis[0] ^= 1;
      g_clear_error (&error);
      g_assert_false (kb_head_check (note, &other, intake, &error));
      g_assert_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_NOTE);
    }
}

/* Signed by the right key, but not spelled as a head is. */
static void
test_head_has_one_spelling (void)
{
  static const char *const texts[] = {
    "kumbang/head/v1 %s\noffice\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    "kumbang/head/v1 %s\noffice\n+1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    "kumbang/head/v1 %s\noffice\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
    "kumbang/head/v1 %s\noffice\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    "kumbang/head/v1 %s\nstaff\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    "kumbang/head/v2 %s\noffice\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    "kumbang/head/v1 %s\noffice\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n",
    "kumbang/head/v1 %s\noffice\n18446744073709551616\n"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
  };
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  guint8 genesis[KB_HASH_SIZE] = { 0 };
  KbChain head;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto(GStrv) halves = g_strsplit (texts[i], "%s", 2);
      g_autofree char *text = g_strconcat (halves[0], "00000000000000000000000000000000"
                                           "00000000000000000000000000000000", halves[1], NULL);
      g_autofree char *note = kb_note_sign (text, "intake", key);
      g_autoptr(GError) error = NULL;

      g_assert_false (kb_head_read (note, genesis, kb_signing_key_get_public (key), &head, &error));
      g_assert_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_NOTE);
    }
}

static void
test_profile_round_trip (void)
{
  g_autoptr(Office) office = office_new ();
  const char *note = kb_roster_get_profile_note (office->roster);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbProfile) profile = kb_profile_parse (note, strlen (note),
                                                   office->supervisor.device.sign, &error);
  g_autoptr(KbProfile) stranger = kb_profile_parse (note, strlen (note), NULL, NULL);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (stranger);
  g_assert_cmpstr (profile->office, ==, "Inspektorat Daerah");
  g_assert_cmpint (profile->serial, ==, 1);
  g_assert_cmpuint (profile->n_recipients, ==, 2);
  g_assert_cmpuint (kb_profile_find_recipient (profile, "leadership")->epoch, ==, 1);
  g_assert_null (kb_profile_find_recipient (profile, "staff"));
  g_assert_cmpstr (profile->custodian_title, ==, "Sekretaris Inspektorat");
  g_assert_cmpuint (g_hash_table_size (profile->page), ==, 1);
  again = kb_profile_sign (profile, office->supervisor.sign);
  g_assert_cmpstr (again, ==, note);
}

static void
test_profile_by_an_officer_is_refused (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(GBytes) note = office_profile_body (office, 2, office->officer.sign);
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_profile_parse (g_bytes_get_data (note, NULL), g_bytes_get_size (note),
                                   office->supervisor.device.sign, &error));
  g_assert_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_SIGNATURE);
}

static void
test_profile_expires (void)
{
  g_autoptr(Office) office = office_new ();
  const KbProfile *profile = kb_roster_get_profile (office->roster);
  const gint64 day = 24 * 3600;
  const struct
  {
    gint64   now;
    gboolean valid;
  } times[] = {
    { OFFICE_NOW - day - 1, FALSE }, { OFFICE_NOW - day, TRUE }, { OFFICE_NOW, TRUE },
    { OFFICE_NOW + 30 * day, TRUE }, { OFFICE_NOW + 30 * day + 1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (kb_profile_check_date (profile, times[i].now, &error), ==, times[i].valid);
      if (!times[i].valid)
        g_assert_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_EXPIRED);
    }
}

#define GENESIS "\"genesis\":\"0000000000000000000000000000000000000000000000000000000000000000\""
#define AGE "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
#define DATES "\"serial\":1,\"issued\":1000,\"not_after\":2000"
#define OFFICE_NAME "\"office\":\"X\""
#define RECIPIENT "{\"audience\":\"office\",\"epoch\":1,\"recipient\":\"" AGE "\"}"
#define REST "\"custodian\":null,\"page\":{}"

static void
test_profile_malformed_is_refused (void)
{
  /* The first one is the others without their fault. */
  static const char *const lines[] = {
    "{" GENESIS "," DATES "," OFFICE_NAME ",\"recipients\":[" RECIPIENT "]," REST "}",
    "{" DATES "," OFFICE_NAME ",\"recipients\":[" RECIPIENT "]," REST "}",
    "{" GENESIS "," GENESIS "," DATES "," OFFICE_NAME ",\"recipients\":[" RECIPIENT "]," REST "}",
    "{" GENESIS ",\"serial\":0,\"issued\":1000,\"not_after\":2000," OFFICE_NAME
    ",\"recipients\":[" RECIPIENT "]," REST "}",
    "{" GENESIS ",\"serial\":1,\"issued\":1000,\"not_after\":1000," OFFICE_NAME
    ",\"recipients\":[" RECIPIENT "]," REST "}",
    "{" GENESIS ",\"serial\":1,\"issued\":1000,\"not_after\":2593001," OFFICE_NAME
    ",\"recipients\":[" RECIPIENT "]," REST "}",
    "{" GENESIS "," DATES ",\"office\":\"\",\"recipients\":[" RECIPIENT "]," REST "}",
    "{" GENESIS "," DATES "," OFFICE_NAME ",\"recipients\":[]," REST "}",
    "{" GENESIS "," DATES "," OFFICE_NAME ",\"recipients\":[7]," REST "}",
    "{" GENESIS "," DATES "," OFFICE_NAME ",\"recipients\":[" RECIPIENT "," RECIPIENT "]," REST "}",
    "{" GENESIS "," DATES "," OFFICE_NAME
    ",\"recipients\":[{\"audience\":\"office\",\"epoch\":1,\"recipient\":\"age1b\"}]," REST "}",
    "{" GENESIS "," DATES "," OFFICE_NAME ",\"recipients\":[" RECIPIENT "],\"page\":{}}",
    "{" GENESIS "," DATES "," OFFICE_NAME
    ",\"recipients\":[" RECIPIENT "],\"custodian\":{},\"page\":{}}",
    "{" GENESIS "," DATES "," OFFICE_NAME ",\"recipients\":[" RECIPIENT "],\"custodian\":null}",
    "{" GENESIS "," DATES "," OFFICE_NAME
    ",\"recipients\":[" RECIPIENT "],\"custodian\":null,\"page\":{\"a\":\"b\"}}",
    "[]",
    "",
  };
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strconcat ("kumbang/profile/v1\n", lines[i], "\n", NULL);
      g_autofree char *note = kb_note_sign (text, "supervisor", key);
      g_autoptr(GError) error = NULL;
      g_autoptr(KbProfile) profile = kb_profile_parse (note, strlen (note),
                                                       kb_signing_key_get_public (key), &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "parsed");
      g_assert_cmpint (profile != NULL, ==, i == 0);
      if (i > 0)
        g_assert_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_MALFORMED);
    }
}

static void
test_profile_of_two_lines_is_refused (void)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  g_autofree char *note = kb_note_sign ("kumbang/profile/v1\n{}\n{}\n", "supervisor", key);
  g_autofree char *other = kb_note_sign ("kumbang/head/v1 x\n{}\n", "supervisor", key);
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_profile_parse (note, strlen (note), NULL, &error));
  g_assert_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (kb_profile_parse (other, strlen (other), NULL, &error));
  g_assert_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_MALFORMED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/note/round-trip", test_note_round_trip);
  g_test_add_func ("/journal/note/every-flip-and-cut-is-refused",
                   test_note_every_flip_and_cut_is_refused);
  g_test_add_func ("/journal/note/other-key-name-or-form-is-refused",
                   test_note_other_key_name_or_form_is_refused);
  g_test_add_func ("/journal/head/names-stream-seq-and-link", test_head_names_stream_seq_and_link);
  g_test_add_func ("/journal/head/has-one-spelling", test_head_has_one_spelling);
  g_test_add_func ("/journal/profile/round-trip", test_profile_round_trip);
  g_test_add_func ("/journal/profile/by-an-officer-is-refused",
                   test_profile_by_an_officer_is_refused);
  g_test_add_func ("/journal/profile/expires", test_profile_expires);
  g_test_add_func ("/journal/profile/malformed-is-refused", test_profile_malformed_is_refused);
  g_test_add_func ("/journal/profile/of-two-lines-is-refused",
                   test_profile_of_two_lines_is_refused);

  return g_test_run ();
}
