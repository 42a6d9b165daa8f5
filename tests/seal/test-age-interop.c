/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Both directions against the stock `age` program, which an office falls back
 * to when this one is gone. */
#include "config.h"

#include "age-testing.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASSPHRASE "kuda lumping di pasar"

typedef struct
{
  char          *dir;
  char          *plain_path;
  char          *sealed_path;
  char          *key_path;
  GBytes        *plaintext;
  KbAgeIdentity *identity;
  KbAgeIdentity *other;
} Fixture;

static void
write_bytes (const char *path,
             GBytes     *bytes)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

static GBytes *
read_bytes (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (data, size);
}

static void
write_identity (Fixture       *fixture,
                KbAgeIdentity *identity)
{
  g_autoptr(KbSecret) text = kb_age_identity_to_secret (identity);
  g_autoptr(GBytes) bytes = g_bytes_new (kb_secret_get_data (text), kb_secret_get_size (text));

  write_bytes (fixture->key_path, bytes);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  g_autofree char *age = g_find_program_in_path ("age");

  if (age == NULL)
    g_error ("This test needs the program age (Debian package age)");

  fixture->dir = g_dir_make_tmp ("kb-age-XXXXXX", NULL);
  fixture->plain_path = g_build_filename (fixture->dir, "plain", NULL);
  fixture->sealed_path = g_build_filename (fixture->dir, "sealed", NULL);
  fixture->key_path = g_build_filename (fixture->dir, "key", NULL);
  fixture->plaintext = testing_plaintext (3 * CHUNK + 17);
  fixture->identity = kb_age_identity_generate ();
  fixture->other = kb_age_identity_generate ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  g_remove (fixture->plain_path);
  g_remove (fixture->sealed_path);
  g_remove (fixture->key_path);
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->plain_path);
  g_free (fixture->sealed_path);
  g_free (fixture->key_path);
  g_bytes_unref (fixture->plaintext);
  kb_age_identity_unref (fixture->identity);
  kb_age_identity_unref (fixture->other);
}

static void
run_age (const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) age = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_check (age, NULL, &error);
  g_assert_no_error (error);
}

/* age asks for passphrases on its terminal only: gives it one, and answers each
 * prompt, which ends in a colon. */
static void
run_age_with_passphrase (const char *const *argv)
{
  int terminal;
  int status;
  char buffer[1024];
  gssize n;
  pid_t pid = forkpty (&terminal, NULL, NULL, NULL);

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      execvp (argv[0], (char *const *) argv);
      _exit (127);
    }

  while ((n = read (terminal, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0 && memchr (buffer, ':', n) != NULL)
      g_assert_cmpint (write (terminal, PASSPHRASE "\n", strlen (PASSPHRASE) + 1), >, 0);

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (close (terminal), ==, 0);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
assert_age_opens (Fixture       *fixture,
                  KbAgeIdentity *identity)
{
  g_autoptr(GBytes) opened = NULL;

  write_identity (fixture, identity);
  run_age ((const char *const[]) { "age", "-d", "-i", fixture->key_path, "-o", fixture->plain_path,
                                   fixture->sealed_path, NULL });
  opened = read_bytes (fixture->plain_path);
  g_assert_true (g_bytes_equal (opened, fixture->plaintext));
}

static void
assert_we_open (Fixture       *fixture,
                GBytes        *file,
                KbAgeIdentity *identity)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) opened = testing_open (file, identity, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, fixture->plaintext));
}

static GBytes *
seal_to_both (Fixture *fixture)
{
  g_autoptr(KbAgeRecipient) first = testing_recipient (fixture->identity);
  g_autoptr(KbAgeRecipient) second = testing_recipient (fixture->other);
  KbAgeRecipient *recipients[] = { first, second };
  g_autoptr(GError) error = NULL;
  GBytes *file =
    kb_age_seal (g_bytes_get_data (fixture->plaintext, NULL),
                 g_bytes_get_size (fixture->plaintext), recipients, 2, &error);

  g_assert_no_error (error);

  return file;
}

static void
test_age_opens_ours (Fixture       *fixture,
                     gconstpointer  unused)
{
  g_autoptr(GBytes) file = seal_to_both (fixture);

  write_bytes (fixture->sealed_path, file);
  assert_age_opens (fixture, fixture->identity);
  assert_age_opens (fixture, fixture->other);
}

static void
test_age_opens_our_armor (Fixture       *fixture,
                          gconstpointer  unused)
{
  g_autoptr(GBytes) file = seal_to_both (fixture);
  g_autoptr(GBytes) text = kb_age_armor_encode (file);

  write_bytes (fixture->sealed_path, text);
  assert_age_opens (fixture, fixture->identity);
}

static void
test_age_opens_our_passphrase (Fixture       *fixture,
                               gconstpointer  unused)
{
  g_autoptr(KbSecret) passphrase = testing_secret (PASSPHRASE);
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_scrypt (passphrase, 10);
  g_autoptr(GBytes) file =
    kb_age_seal (g_bytes_get_data (fixture->plaintext, NULL),
                 g_bytes_get_size (fixture->plaintext), &recipient, 1, NULL);
  g_autoptr(GBytes) opened = NULL;

  write_bytes (fixture->sealed_path, file);
  run_age_with_passphrase ((const char *const[]) { "age", "-d", "-o", fixture->plain_path,
                                                   fixture->sealed_path, NULL });
  opened = read_bytes (fixture->plain_path);
  g_assert_true (g_bytes_equal (opened, fixture->plaintext));
}

static void
test_we_open_ages (Fixture       *fixture,
                   gconstpointer  unused)
{
  g_autofree char *first = kb_age_identity_get_recipient (fixture->identity);
  g_autofree char *second = kb_age_identity_get_recipient (fixture->other);
  g_autoptr(GBytes) file = NULL;

  write_bytes (fixture->plain_path, fixture->plaintext);
  run_age ((const char *const[]) { "age", "-r", first, "-r", second, "-o", fixture->sealed_path,
                                   fixture->plain_path, NULL });
  file = read_bytes (fixture->sealed_path);
  assert_we_open (fixture, file, fixture->identity);
  assert_we_open (fixture, file, fixture->other);
}

static void
test_we_open_ages_armor (Fixture       *fixture,
                         gconstpointer  unused)
{
  g_autofree char *recipient = kb_age_identity_get_recipient (fixture->identity);
  g_autoptr(GBytes) text = NULL;
  g_autoptr(GBytes) file = NULL;
  g_autoptr(GError) error = NULL;

  write_bytes (fixture->plain_path, fixture->plaintext);
  run_age ((const char *const[]) { "age", "-a", "-r", recipient, "-o", fixture->sealed_path,
                                   fixture->plain_path, NULL });
  text = read_bytes (fixture->sealed_path);
  file = kb_age_armor_decode (text, &error);
  g_assert_no_error (error);
  assert_we_open (fixture, file, fixture->identity);
}

static void
test_we_open_ages_passphrase (Fixture       *fixture,
                              gconstpointer  unused)
{
  g_autoptr(KbSecret) passphrase = testing_secret (PASSPHRASE);
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_new_scrypt (passphrase, 20);
  g_autoptr(GBytes) file = NULL;

  write_bytes (fixture->plain_path, fixture->plaintext);
  run_age_with_passphrase ((const char *const[]) { "age", "-p", "-o", fixture->sealed_path,
                                                   fixture->plain_path, NULL });
  file = read_bytes (fixture->sealed_path);
  assert_we_open (fixture, file, identity);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/seal/interop/age-opens-ours", test_age_opens_ours);
  ADD ("/seal/interop/age-opens-our-armor", test_age_opens_our_armor);
  ADD ("/seal/interop/age-opens-our-passphrase", test_age_opens_our_passphrase);
  ADD ("/seal/interop/we-open-ages", test_we_open_ages);
  ADD ("/seal/interop/we-open-ages-armor", test_we_open_ages_armor);
  ADD ("/seal/interop/we-open-ages-passphrase", test_we_open_ages_passphrase);

  return g_test_run ();
}
