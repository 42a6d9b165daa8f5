/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a reporter typed is a stranger's text, in the identity's window too. */
#include "config.h"

#include "kb-identity-view.h"

#include "kb-age-seal.h"
#include "kb-bytes.h"

#include <string.h>

#define CONTEXT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define REQUEST "{\"context\":\"" CONTEXT "\",\"minutes\":3,\"fields\":[\"name\"]}"

static KbSecret *
make_message (KbAgeIdentity *custodian,
              const char    *name)
{
  g_autofree char *to = kb_age_identity_get_recipient (custodian);
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_parse (to, NULL);
  g_autofree char *json = g_strdup_printf ("{\"context\":\"" CONTEXT "\",\"v\":1,\"name\":\"%s\"}",
                                           name);
  g_autoptr(GBytes) padded = kb_seal_pad_json (json, KB_LIMIT_IDENTITY, NULL);
  g_autoptr(GBytes) sealed = kb_age_seal (g_bytes_get_data (padded, NULL),
                                          g_bytes_get_size (padded), &recipient, 1, NULL);
  g_autoptr(GByteArray) message = g_byte_array_new ();

  kb_write_u32 (message, strlen (REQUEST));
  kb_write_bytes (message, REQUEST, strlen (REQUEST));
  kb_write_u8 (message, KB_ROLE_CIVIL);
  kb_write_u32 (message, g_bytes_get_size (sealed));
  kb_write_bytes (message, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));

  return kb_secret_new (message->data, message->len);
}

static void
test_harmless (void)
{
  static const struct
  {
    const char *name;           /* as in JSON */
    const char *shown;
  } table[] = {
    { "Bambang Contoh", "Bambang Contoh" },
    { "Sité Ünal", "Sité Ünal" },
    { "Budi\\u202egnabmaB", "BudignabmaB" },
    { "\\u2066Budi\\u2069", "Budi" },
    { "Budi\\n\\nNIK\\r6201", "Budi  NIK 6201" },
    { "Budi\\u0085\\u2028x\\u0007", "Budi  x " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(KbAgeIdentity) custodian = kb_age_identity_generate ();
      g_autoptr(KbSecret) message = make_message (custodian, table[i].name);
      g_autoptr(GError) error = NULL;
      KbIdentityView *view = kb_identity_view_open (message, custodian, &error);
      KbSecret *value;

      g_assert_no_error (error);
      g_assert_cmpuint (view->values->len, ==, 1);
      value = view->values->pdata[0];
      g_assert_cmpmem (kb_secret_get_data (value), kb_secret_get_size (value), table[i].shown,
                       strlen (table[i].shown));
      kb_identity_view_free (view);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/view/values-are-harmless-lines", test_harmless);

  return g_test_run ();
}
