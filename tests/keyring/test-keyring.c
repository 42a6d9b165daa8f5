/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-keyring-async.h"
#include "kb-memory-keyring.h"

#include <string.h>

/* A value with NUL bytes and bytes above 127. */
static KbSecret *
binary_secret (void)
{
  KbSecret *secret = kb_secret_new_zeroed (256);

  for (guint i = 0; i < 256; i++)
    kb_secret_get_writable (secret)[i] = i;

  return secret;
}

static void
assert_holds (KbKeyring  *keyring,
              const char *item,
              KbSecret   *wanted)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KbSecret) got = kb_keyring_lookup (keyring, item, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (kb_secret_get_data (got), kb_secret_get_size (got),
                   kb_secret_get_data (wanted), kb_secret_get_size (wanted));
}

/* Each call is refused with @code. */
static void
assert_refuses (KbKeyring      *keyring,
                KbKeyringError  code)
{
  g_autoptr(KbSecret) secret = binary_secret ();
  GError *error = NULL;

  g_assert_null (kb_keyring_lookup (keyring, KB_KEYRING_STORE, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (kb_keyring_store (keyring, KB_KEYRING_STORE, secret, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (kb_keyring_remove (keyring, KB_KEYRING_STORE, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, (int) code);
  g_clear_error (&error);
}

static void
check_keeps_bytes (KbKeyring *keyring)
{
  g_autoptr(KbSecret) first = binary_secret ();
  g_autoptr(KbSecret) second = kb_secret_new ("AGE-SECRET-KEY-1", 16);
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_keyring_store (keyring, "audience/office/1", first, NULL, &error));
  g_assert_no_error (error);
  assert_holds (keyring, "audience/office/1", first);

  g_assert_true (kb_keyring_store (keyring, "audience/office/1", second, NULL, &error));
  g_assert_no_error (error);
  assert_holds (keyring, "audience/office/1", second);
}

static void
check_missing (KbKeyring *keyring)
{
  g_autoptr(KbSecret) secret = binary_secret ();
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_keyring_lookup (keyring, "audience/office/2", NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING);
  g_clear_error (&error);

  g_assert_true (kb_keyring_store (keyring, KB_KEYRING_TOKEN, secret, NULL, NULL));
  g_assert_true (kb_keyring_remove (keyring, KB_KEYRING_TOKEN, NULL, NULL));
  g_assert_null (kb_keyring_lookup (keyring, KB_KEYRING_TOKEN, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (kb_keyring_remove (keyring, KB_KEYRING_TOKEN, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING);
}

static void
test_memory_keeps_bytes (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();

  check_keeps_bytes (keyring);
}

static void
test_memory_missing (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();

  check_missing (keyring);
}

static void
test_memory_fails_as_told (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();

  for (int code = KB_KEYRING_ERROR_ABSENT; code <= KB_KEYRING_ERROR_FAILED; code++)
    {
      kb_memory_keyring_fail_with (KB_MEMORY_KEYRING (keyring), code);
      assert_refuses (keyring, code);
    }
  kb_memory_keyring_fail_with (KB_MEMORY_KEYRING (keyring), KB_KEYRING_ERROR_LOCKED);
  g_assert_true (kb_keyring_unlock (keyring, NULL, NULL));
  check_keeps_bytes (keyring);
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
  g_main_context_wakeup (NULL);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (result);
}

static void
test_memory_async (void)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autoptr(KbSecret) secret = binary_secret ();
  g_autoptr(KbSecret) got = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GAsyncResult) found = NULL;
  g_autoptr(GAsyncResult) unlocked = NULL;
  GAsyncResult *result = NULL;

  kb_keyring_store_async (keyring, KB_KEYRING_STORE, secret, NULL, keep_result_cb, &result);
  stored = wait_for (&result);
  g_assert_true (kb_keyring_store_finish (keyring, stored, &error));
  kb_keyring_unlock_async (keyring, NULL, keep_result_cb, &result);
  unlocked = wait_for (&result);
  g_assert_true (kb_keyring_unlock_finish (keyring, unlocked, &error));
  kb_keyring_lookup_async (keyring, KB_KEYRING_STORE, NULL, keep_result_cb, &result);
  found = wait_for (&result);
  got = kb_keyring_lookup_finish (keyring, found, &error);
  g_assert_no_error (error);
  g_assert_true (kb_secret_equal (got, secret));
}

static void
test_open_keeps_bytes (void)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new ("uji");

  check_keeps_bytes (keyring);
}

static void
test_open_missing (void)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new ("uji");

  check_missing (keyring);
}

static void
test_open_profiles_apart (void)
{
  g_autoptr(KbKeyring) officer = kb_secret_service_keyring_new ("petugas");
  g_autoptr(KbKeyring) custodian = kb_secret_service_keyring_new ("kustodian");
  g_autoptr(KbSecret) secret = binary_secret ();
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_keyring_store (officer, KB_KEYRING_STORE, secret, NULL, &error));
  g_assert_null (kb_keyring_lookup (custodian, KB_KEYRING_STORE, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING);
}

static void
test_open_unlock_asks_nothing (void)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new ("uji");
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_keyring_unlock (keyring, NULL, &error));
  g_assert_no_error (error);
}

static void
test_open_cancelled (void)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new ("uji");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (kb_keyring_lookup (keyring, KB_KEYRING_STORE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_locked_says_so (void)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new ("uji");

  assert_refuses (keyring, KB_KEYRING_ERROR_LOCKED);
}

/* There is no screen: the prompt closes by itself, as when a person closes it. */
static void
test_prompt_dismissed (void)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new ("uji");
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_keyring_unlock (keyring, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_DISMISSED);
}

static void
test_absent_says_so (void)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new ("uji");
  g_autoptr(GError) error = NULL;

  assert_refuses (keyring, KB_KEYRING_ERROR_ABSENT);
  g_assert_false (kb_keyring_unlock (keyring, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_ABSENT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keyring/memory/keeps-bytes", test_memory_keeps_bytes);
  g_test_add_func ("/keyring/memory/names-missing-item", test_memory_missing);
  g_test_add_func ("/keyring/memory/fails-as-told", test_memory_fails_as_told);
  g_test_add_func ("/keyring/memory/async-calls-answer", test_memory_async);
  g_test_add_func ("/keyring/service/open/keeps-bytes", test_open_keeps_bytes);
  g_test_add_func ("/keyring/service/open/names-missing-item", test_open_missing);
  g_test_add_func ("/keyring/service/open/keeps-profiles-apart", test_open_profiles_apart);
  g_test_add_func ("/keyring/service/open/unlock-asks-nothing", test_open_unlock_asks_nothing);
  g_test_add_func ("/keyring/service/open/cancels", test_open_cancelled);
  g_test_add_func ("/keyring/service/locked/is-named", test_locked_says_so);
  g_test_add_func ("/keyring/service/locked/dismissed-prompt-is-named", test_prompt_dismissed);
  g_test_add_func ("/keyring/service/none-yet/counts-as-locked", test_locked_says_so);
  g_test_add_func ("/keyring/service/none-yet/dismissed-prompt-is-named", test_prompt_dismissed);
  g_test_add_func ("/keyring/service/absent/is-named", test_absent_says_so);

  return g_test_run ();
}
