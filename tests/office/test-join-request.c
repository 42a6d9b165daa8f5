/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device's request to join, on its way by mail or on a stick. */
#include "config.h"

#include "kb-ceremony.h"

#include <sodium.h>
#include <string.h>

typedef struct
{
  KbKeyring    *keyring;
  KbMembership *joiner;
  KbMembership  supervisor;     /* of which only the office counts here */
  KbOffice      office;
  char         *request;
  char         *words;
} Fixture;

static char *
ask (KbMembership *joiner,
     const guint8  genesis[KB_HASH_SIZE],
     KbDeviceRole  role,
     const char   *name,
     char        **ret_words)
{
  g_autoptr(GError) error = NULL;
  char *request;

  memcpy (joiner->genesis, genesis, KB_HASH_SIZE);
  joiner->role = role;
  g_free (joiner->name);
  joiner->name = g_strdup (name);
  request = kb_ceremony_request (joiner, NULL, ret_words, &error);
  g_assert_no_error (error);

  return request;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  GError *error = NULL;

  fixture->keyring = kb_memory_keyring_new ();
  fixture->joiner = kb_membership_new ("joiner", fixture->keyring, NULL, &error);
  g_assert_no_error (error);
  memset (fixture->supervisor.genesis, 7, KB_HASH_SIZE);
  fixture->office.membership = &fixture->supervisor;
  fixture->request = ask (fixture->joiner, fixture->supervisor.genesis, KB_DEVICE_ROLE_OFFICER,
                          "Adi Contoh", &fixture->words);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  kb_membership_free (fixture->joiner);
  g_object_unref (fixture->keyring);
  g_free (fixture->request);
  g_free (fixture->words);
}

static void
assert_refused (Fixture    *fixture,
                const char *request)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  KbDevice device = { 0 };

  g_assert_false (kb_ceremony_read_request (&fixture->office, request, &device, &words, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_REQUEST);
  g_assert_null (words);
}

static void
test_both_sides_see_the_same (Fixture       *fixture,
                              gconstpointer  unused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  g_auto(GStrv) split = g_strsplit (fixture->words, " ", -1);
  KbDevice device = { 0 };

  g_assert_true (kb_ceremony_read_request (&fixture->office, fixture->request, &device, &words,
                                           &error));
  g_assert_no_error (error);
  g_assert_cmpstr (words, ==, fixture->words);
  g_assert_cmpuint (g_strv_length (split), ==, 7);
  g_assert_cmpstr (device.name, ==, "Adi Contoh");
  g_assert_cmpint (device.role, ==, KB_DEVICE_ROLE_OFFICER);
  g_assert_cmpmem (device.sign, KB_SIGN_PUBLIC_SIZE,
                   kb_signing_key_get_public (fixture->joiner->device), KB_SIGN_PUBLIC_SIZE);
  g_free (device.name);
}

static void
test_is_one_line_without_secrets (Fixture       *fixture,
                                  gconstpointer  unused)
{
  KbSecret *seed = kb_signing_key_get_seed (fixture->joiner->device);
  char hex[2 * KB_SIGN_SEED_SIZE + 1];

  sodium_bin2hex (hex, sizeof hex, kb_secret_get_data (seed), KB_SIGN_SEED_SIZE);
  g_assert_null (strchr (fixture->request, '\n'));
  g_assert_null (strstr (fixture->request, hex));
  g_assert_null (strstr (fixture->request, "AGE-SECRET-KEY"));
}

/* Whatever byte is changed: either it is refused, or what would be enrolled,
 * and so the words, are the same (the version's digit, a member's unknown name). */
static void
test_no_flip_changes_who_is_enrolled (Fixture       *fixture,
                                      gconstpointer  unused)
{
  static const guint8 flips[] = { 0x01, 0x02, 0x04, 0x20, 0x80 };
  gsize size = strlen (fixture->request);
  guint accepted = 0;

  for (gsize i = 0; i < size * G_N_ELEMENTS (flips); i++)
    {
      g_autofree char *changed = g_strdup (fixture->request);
      g_autofree char *words = NULL;
      KbDevice device = { 0 };

      changed[i / G_N_ELEMENTS (flips)] ^= (char) flips[i % G_N_ELEMENTS (flips)];
      if (!kb_ceremony_read_request (&fixture->office, changed, &device, &words, NULL))
        continue;
      g_assert_cmpstr (words, ==, fixture->words);
      g_assert_cmpstr (device.name, ==, "Adi Contoh");
      g_assert_cmpint (device.role, ==, KB_DEVICE_ROLE_OFFICER);
      g_free (device.name);
      accepted++;
    }
  /* Of "v":1 nothing but the digit and the letter. */
  g_assert_cmpuint (accepted, <=, 2 * G_N_ELEMENTS (flips));
}

static void
test_any_cut_is_refused (Fixture       *fixture,
                         gconstpointer  unused)
{
  for (gsize n = 0; n < strlen (fixture->request); n++)
    {
      g_autofree char *cut = g_strndup (fixture->request, n);

      assert_refused (fixture, cut);
    }
}

static void
test_other_office_is_refused (Fixture       *fixture,
                              gconstpointer  unused)
{
  fixture->supervisor.genesis[31] ^= 1;
  assert_refused (fixture, fixture->request);
}

static void
test_words_name_office_role_person (Fixture       *fixture,
                                        gconstpointer  unused)
{
  guint8 other[KB_HASH_SIZE] = { 1 };
  g_autofree char *by_office = NULL, *by_role = NULL, *by_name = NULL;

  g_free (ask (fixture->joiner, other, KB_DEVICE_ROLE_OFFICER, "Adi Contoh", &by_office));
  g_free (ask (fixture->joiner, fixture->supervisor.genesis, KB_DEVICE_ROLE_SUPERVISOR,
               "Adi Contoh", &by_role));
  g_free (ask (fixture->joiner, fixture->supervisor.genesis, KB_DEVICE_ROLE_OFFICER, "Ida Contoh",
               &by_name));
  g_assert_cmpstr (by_office, !=, fixture->words);
  g_assert_cmpstr (by_role, !=, fixture->words);
  g_assert_cmpstr (by_name, !=, fixture->words);
}

static void
test_another_key_cannot_take_the_name (Fixture       *fixture,
                                       gconstpointer  unused)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  KbMembership *other = kb_membership_new ("other", keyring, NULL, NULL);
  g_autofree char *words = NULL;
  g_autofree char *theirs = ask (other, fixture->supervisor.genesis, KB_DEVICE_ROLE_OFFICER,
                                 "Adi Contoh", &words);
  const char *ours_accept = strstr (fixture->request, "\"accept\":\"") + strlen ("\"accept\":\"");
  char *accept = strstr (theirs, "\"accept\":\"") + strlen ("\"accept\":\"");

  memcpy (accept, ours_accept, 2 * KB_SIGN_SIGNATURE_SIZE);
  assert_refused (fixture, theirs);
  kb_membership_free (other);
}

static void
test_custodian_brings_a_key (Fixture       *fixture,
                             gconstpointer  unused)
{
  static const char *const recipient =
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
  g_autofree char *words = NULL;
  g_autofree char *read = NULL;
  g_autofree char *request = NULL;
  g_autoptr(GError) error = NULL;
  KbDevice device = { 0 };

  fixture->joiner->role = KB_DEVICE_ROLE_CUSTODIAN;
  g_assert_null (kb_ceremony_request (fixture->joiner, NULL, &words, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
  g_clear_error (&error);

  request = kb_ceremony_request (fixture->joiner, recipient, &words, &error);
  g_assert_no_error (error);
  kb_ceremony_read_request (&fixture->office, request, &device, &read, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (device.recipient, ==, recipient);
  g_assert_cmpstr (read, ==, words);
  g_free (device.name);
}

static void
test_words_are_taken_as_people_type (Fixture       *fixture,
                                     gconstpointer  unused)
{
  g_autofree char *upper = g_ascii_strup (fixture->words, -1);
  g_autofree char *spaced = g_strconcat ("  ", upper, " \n", NULL);
  g_autofree char *cut = g_strndup (fixture->words, strrchr (fixture->words, ' ') - fixture->words);

  g_strdelimit (spaced, " ", '\t');
  g_assert_true (kb_ceremony_words_match (fixture->words, fixture->words));
  g_assert_true (kb_ceremony_words_match (fixture->words, spaced));
  g_assert_false (kb_ceremony_words_match (fixture->words, cut));
  g_assert_false (kb_ceremony_words_match (fixture->words, ""));
}

#define ADD(name, test) \
  g_test_add ("/office/join-request/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("both-sides-see-the-same", test_both_sides_see_the_same);
  ADD ("is-one-line-without-secrets", test_is_one_line_without_secrets);
  ADD ("no-flip-changes-who-is-enrolled", test_no_flip_changes_who_is_enrolled);
  ADD ("any-cut-is-refused", test_any_cut_is_refused);
  ADD ("other-office-is-refused", test_other_office_is_refused);
  ADD ("words-name-office-role-person", test_words_name_office_role_person);
  ADD ("custodian-brings-a-key", test_custodian_brings_a_key);
  ADD ("words-are-taken-as-people-type", test_words_are_taken_as_people_type);
  ADD ("another-key-cannot-take-the-name", test_another_key_cannot_take_the_name);

  return g_test_run ();
}
