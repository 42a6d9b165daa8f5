/* SPDX-License-Identifier: GPL-3.0-or-later */

/* measure-journal [N]: how many complaints a desktop checks in a second on one
 * core. Decoding, rules, signature and link; then the parts' hashes as well.
 * Not a test: its figures depend on the machine. */
#include "config.h"

#include "kb-age-seal.h"
#include "kb-body.h"
#include "kb-chain.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

typedef struct
{
  GBytes  **entries;
  KbPlace  *places;
  guint     n;
} Journal;

static KbEntry *
make_complaint (GBytes *story)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  KbHeader header = { .stream = KB_STREAM_OFFICE, .kind = KB_KIND_COMPLAINT, .author_seq = 1,
                      .audience = "office", .epoch = 1, .author_time = 1795003200 };
  guint8 mailbox[KB_HASH_SIZE];
  g_autoptr(GBytes) body = NULL;

  memset (header.genesis, 1, KB_HASH_SIZE);
  memset (header.profile, 2, KB_HASH_SIZE);
  randombytes_buf (header.case_id, KB_CASE_ID_SIZE);
  randombytes_buf (header.nonce, KB_NONCE_SIZE);
  randombytes_buf (mailbox, sizeof mailbox);
  memcpy (header.author, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  body = kb_body_new_complaint (mailbox);
  kb_header_add_part (&header, KB_ROLE_BODY, body);
  kb_header_add_part (&header, KB_ROLE_STORY, story);

  return kb_entry_new (&header, (GBytes *const []) { body, story }, key);
}

/* Sealed once: what is inside a part does not matter here. */
static GBytes *
make_story (void)
{
  const guint8 base_point[32] = { 9 };
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_x25519 (base_point);
  g_autoptr(GBytes) padded = kb_seal_pad_json ("{}", KB_LIMIT_STORY, NULL);

  return kb_age_seal (g_bytes_get_data (padded, NULL), g_bytes_get_size (padded), &recipient, 1,
                      NULL);
}

static void
journal_init (Journal *journal,
              KbChain *chain,
              guint    n)
{
  g_autoptr(GBytes) story = make_story ();

  *journal = (Journal) { g_new0 (GBytes *, n), g_new0 (KbPlace, n), n };
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KbEntry) entry = make_complaint (story);

      journal->entries[i] = kb_entry_encode (entry);
      kb_chain_append (chain, entry, 1, NULL, &journal->places[i]);
    }
}

static void
journal_clear (Journal *journal)
{
  for (guint i = 0; i < journal->n; i++)
    g_bytes_unref (journal->entries[i]);
  g_free (journal->entries);
  g_free (journal->places);
}

static double
cpu_seconds (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

typedef enum
{
  DECODE = 1,
  RULES = 2,
  LINK = 4,
  SIGNATURE = 8,
  PARTS = 16,
} Step;

static void
measure (const Journal *journal,
         const KbChain *start,
         const char    *what,
         guint          steps)
{
  KbChain chain = *start;
  double before = cpu_seconds (), seconds;

  for (guint i = 0; i < journal->n; i++)
    {
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (journal->entries[i], NULL);
      g_autoptr(GError) error = NULL;

      g_assert_true (!(steps & LINK) ||
                     kb_chain_follow (&chain, entry, &journal->places[i], &error));
      g_assert_true (!(steps & SIGNATURE) || kb_entry_verify_signature (entry, &error));
      g_assert_true (!(steps & PARTS) || kb_entry_verify_parts (entry, &error));
      g_assert_true (!(steps & RULES) || kb_entry_check_rules (entry, &error));
    }
  seconds = cpu_seconds () - before;
  g_print ("%-36s %7.0f entries/s  %6.2f us each\n", what, journal->n / seconds,
           seconds * 1e6 / journal->n);
}

int
main (int   argc,
      char *argv[])
{
  guint n = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  guint8 genesis[KB_HASH_SIZE];
  KbChain start, chain;
  Journal journal;

  if (n == 0)
    return 1;
  memset (genesis, 1, sizeof genesis);
  kb_chain_init (&start, genesis, KB_STREAM_OFFICE);
  chain = start;
  journal_init (&journal, &chain, n);

  measure (&journal, &start, "decode", DECODE);
  measure (&journal, &start, "decode, rules", DECODE | RULES);
  measure (&journal, &start, "decode, rules, link", DECODE | RULES | LINK);
  measure (&journal, &start, "decode, rules, link, signature", DECODE | RULES | LINK | SIGNATURE);
  measure (&journal, &start, "all that, and the parts' hashes",
           DECODE | RULES | LINK | SIGNATURE | PARTS);
  journal_clear (&journal);

  return 0;
}
