/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The custodian's key: made once, wrapped, opened by us and by the stock age. */
#include "config.h"

#include "kb-custody.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kb-age-open.h"
#include "kb-limits.h"

#define LOG_N 10
#define PASSPHRASE "empat kata sandi panjang sekali"
#define MAX_KEY 256

static KbSecret *
secret_of (const char *text)
{
  return kb_secret_new (text, strlen (text));
}

static guint
strength_of (const char *text)
{
  g_autoptr(KbSecret) secret = secret_of (text);

  return kb_passphrase_strength (secret);
}

static void
test_strength_grows (void)
{
  g_assert_cmpuint (strength_of (""), ==, 0);
  g_assert_cmpuint (strength_of ("aaaaaaaaaaaaaaaaaaaaaaaa"), ==, 0);
  g_assert_cmpuint (strength_of ("rahasia"), ==, 0);
  g_assert_cmpuint (strength_of ("satu dua tiga"), ==, 1);
  g_assert_cmpuint (strength_of ("kucing makan ikan asin"), ==, 2);
  g_assert_cmpuint (strength_of (PASSPHRASE), ==, 3);
  g_assert_cmpuint (strength_of ("kucing loncat pagar besi karena hujan"), ==, 4);
}

static void
test_weak_passphrase_makes_nothing (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autoptr(KbSecret) weak = secret_of ("rahasia");
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_custody_set_up (keyring, weak, LOG_N, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_PASSPHRASE);
  g_assert_null (kb_keyring_lookup (keyring, KB_KEYRING_CUSTODIAN, NULL, NULL));
}

static void
test_overlong_passphrase_makes_nothing (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autoptr(KbSecret) over = kb_secret_new_random (KB_LIMIT_PASSPHRASE + 1);
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_custody_set_up (keyring, over, LOG_N, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_PASSPHRASE);
}

static char *
set_up_key (KbKeyring *keyring)
{
  g_autoptr(KbSecret) passphrase = secret_of (PASSPHRASE);
  GError *error = NULL;
  char *recipient = kb_custody_set_up (keyring, passphrase, LOG_N, NULL, &error);

  g_assert_no_error (error);

  return recipient;
}

static GBytes *
wrapped_key (KbKeyring *keyring)
{
  g_autoptr(KbSecret) item = kb_keyring_lookup (keyring, KB_KEYRING_CUSTODIAN, NULL, NULL);

  g_assert_nonnull (item);

  return g_bytes_new (kb_secret_get_data (item), kb_secret_get_size (item));
}

static KbSecret *
unwrap (GBytes      *armored,
        const char  *text,
        GError     **error)
{
  g_autoptr(KbSecret) passphrase = secret_of (text);
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_new_scrypt (passphrase, LOG_N);
  g_autoptr(GBytes) file = kb_age_armor_decode (armored, NULL);

  return kb_age_open_secret (g_bytes_get_data (file, NULL), g_bytes_get_size (file), &identity, 1,
                             MAX_KEY, error);
}

static void
test_passphrase_unwraps_the_appointed_key (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autofree char *recipient = set_up_key (keyring);
  g_autoptr(GBytes) armored = wrapped_key (keyring);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbSecret) text = unwrap (armored, PASSPHRASE, &error);
  g_autoptr(KbAgeIdentity) identity = NULL;
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  identity = kb_age_identity_parse (text, &error);
  g_assert_no_error (error);
  found = kb_age_identity_get_recipient (identity);
  g_assert_cmpstr (found, ==, recipient);
}

static void
test_other_passphrase_does_not (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autofree char *recipient = set_up_key (keyring);
  g_autoptr(GBytes) armored = wrapped_key (keyring);
  g_autoptr(GError) error = NULL;

  g_assert_null (unwrap (armored, PASSPHRASE " ", &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_NO_MATCH);
}

static void
test_key_is_never_replaced (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autofree char *recipient = set_up_key (keyring);
  g_autoptr(GBytes) before = wrapped_key (keyring);
  g_autoptr(KbSecret) passphrase = secret_of ("lima kata sandi yang lain");
  g_autoptr(GBytes) after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_custody_set_up (keyring, passphrase, LOG_N, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
  after = wrapped_key (keyring);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_recipient_is_remembered (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *recipient = NULL;
  g_autofree char *found = NULL;

  g_assert_null (kb_custody_dup_recipient (keyring, NULL, &error));
  g_assert_no_error (error);
  recipient = set_up_key (keyring);
  found = kb_custody_dup_recipient (keyring, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, recipient);
}

/* age asks on its terminal only; its prompt ends in a colon. */
static int
run_age_on_terminal (const char *const *argv)
{
  char buffer[1024];
  int terminal, status;
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
  close (terminal);

  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void
test_stock_age_unwraps_it (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autofree char *recipient = set_up_key (keyring);
  g_autoptr(GBytes) armored = wrapped_key (keyring);
  g_autofree char *folder = g_dir_make_tmp ("kb-custody-XXXXXX", NULL);
  g_autofree char *sealed = g_build_filename (folder, "key.age", NULL);
  g_autofree char *plain = g_build_filename (folder, "key", NULL);
  g_autofree char *text = NULL;
  g_autoptr(KbSecret) secret = NULL;
  g_autoptr(KbAgeIdentity) identity = NULL;
  g_autofree char *found = NULL;

  g_assert_true (g_file_set_contents (sealed, g_bytes_get_data (armored, NULL),
                                      g_bytes_get_size (armored), NULL));
  g_assert_cmpint (run_age_on_terminal ((const char *const[]) { "age", "-d", "-o", plain, sealed,
                                                                NULL }), ==, 0);
  g_assert_true (g_file_get_contents (plain, &text, NULL, NULL));
  secret = secret_of (g_strchomp (text));
  identity = kb_age_identity_parse (secret, NULL);
  g_assert_nonnull (identity);
  found = kb_age_identity_get_recipient (identity);
  g_assert_cmpstr (found, ==, recipient);

  g_unlink (sealed);
  g_unlink (plain);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/office/custody/strength-grows", test_strength_grows);
  g_test_add_func ("/office/custody/weak-passphrase-makes-nothing",
                   test_weak_passphrase_makes_nothing);
  g_test_add_func ("/office/custody/overlong-passphrase-makes-nothing",
                   test_overlong_passphrase_makes_nothing);
  g_test_add_func ("/office/custody/passphrase-unwraps-the-appointed-key",
                   test_passphrase_unwraps_the_appointed_key);
  g_test_add_func ("/office/custody/other-passphrase-does-not", test_other_passphrase_does_not);
  g_test_add_func ("/office/custody/key-is-never-replaced", test_key_is_never_replaced);
  g_test_add_func ("/office/custody/recipient-is-remembered", test_recipient_is_remembered);
  g_test_add_func ("/office/custody/stock-age-unwraps-it", test_stock_age_unwraps_it);

  return g_test_run ();
}
