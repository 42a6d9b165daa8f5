/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include <string.h>

/* Rebuilds an entry with a changed header, parts in the header's order, and
 * signs it again: what a faulty or hostile author could send. */
typedef struct
{
  KbHeader  header;
  GBytes   *parts[KB_LIMIT_PARTS];
} Draft;

static void
draft_init (Draft         *draft,
            const KbEntry *entry)
{
  *draft = (Draft) { .header = *kb_entry_get_header (entry) };
  for (guint i = 0; i < draft->header.n_parts; i++)
    draft->parts[i] = g_bytes_ref (kb_entry_get_part (entry, draft->header.parts[i].role, NULL));
}

static void
draft_clear (Draft *draft)
{
  for (guint i = 0; i < KB_LIMIT_PARTS; i++)
    g_clear_pointer (&draft->parts[i], g_bytes_unref);
}

static int
draft_find (const Draft *draft,
            KbPartRole   role)
{
  for (guint i = 0; i < draft->header.n_parts; i++)
    if (draft->header.parts[i].role == role)
      return i;

  return -1;
}

static void
draft_drop (Draft      *draft,
            KbPartRole  role)
{
  guint at = draft_find (draft, role);

  g_bytes_unref (draft->parts[at]);
  for (guint i = at; i + 1 < KB_LIMIT_PARTS; i++)
    {
      draft->parts[i] = draft->parts[i + 1];
      draft->header.parts[i] = draft->header.parts[i + 1];
    }
  draft->parts[KB_LIMIT_PARTS - 1] = NULL;
  draft->header.n_parts--;
}

static void
draft_replace (Draft      *draft,
               KbPartRole  role,
               GBytes     *bytes)
{
  guint at = draft_find (draft, role);
  guint n_parts = draft->header.n_parts;

  g_bytes_unref (draft->parts[at]);
  draft->parts[at] = bytes;
  draft->header.n_parts = at;
  kb_header_add_part (&draft->header, role, bytes);
  draft->header.n_parts = n_parts;
}

static void
draft_replace_text (Draft      *draft,
                    KbPartRole  role,
                    const char *text)
{
  draft_replace (draft, role, g_bytes_new (text, strlen (text)));
}

static void
draft_append (Draft      *draft,
              KbPartRole  role,
              GBytes     *bytes)
{
  draft->parts[draft->header.n_parts] = bytes;
  kb_header_add_part (&draft->header, role, bytes);
}

typedef struct
{
  const char *what;
  void      (*change) (Draft *draft);
} RuleCase;

/* The first round changes nothing and must pass: it shows that the others are
 * refused for what they change. */
static void
assert_all_refused (const KbEntry  *entry,
                    const RuleCase *cases,
                    guint           n_cases)
{
  for (guint i = 0; i <= n_cases; i++)
    {
      g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
      g_autoptr(KbEntry) changed = NULL;
      g_autoptr(GError) error = NULL;
      Draft draft;

      draft_init (&draft, entry);
      if (i > 0)
        {
          g_test_message ("%s", cases[i - 1].what);
          cases[i - 1].change (&draft);
        }
      memcpy (draft.header.author, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
      changed = kb_entry_new (&draft.header, draft.parts, key);
      g_assert_cmpint (kb_entry_check_rules (changed, &error), ==, i == 0);
      if (i > 0)
        g_assert_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE);
      draft_clear (&draft);
    }
}

static void to_roster (Draft *d) { d->header.stream = KB_STREAM_ROSTER; }
static void to_leadership (Draft *d) { d->header.stream = KB_STREAM_LEADERSHIP; }
static void other_audience (Draft *d) { g_strlcpy (d->header.audience, "staff", 32); }
static void no_epoch (Draft *d) { d->header.epoch = 0; }
static void no_genesis (Draft *d) { memset (d->header.genesis, 0, KB_HASH_SIZE); }
static void no_case (Draft *d) { memset (d->header.case_id, 0, KB_CASE_ID_SIZE); }
static void second_number (Draft *d) { d->header.author_seq = 2; d->header.author_prev[0] = 1; }
static void second_number_without_prev (Draft *d) { d->header.author_seq = 2; }
static void first_number_with_prev (Draft *d) { d->header.author_prev[0] = 1; }
static void replaces (Draft *d) { d->header.replaces[0] = 1; }
static void seen (Draft *d) { d->header.seen_seq = 1; }
static void seen_link (Draft *d) { d->header.seen_link[31] = 1; }
static void seen_roster (Draft *d) { d->header.seen_roster_link[0] = 1; }
static void exact_second (Draft *d) { d->header.author_time++; }
static void no_profile (Draft *d) { memset (d->header.profile, 0, KB_HASH_SIZE); }
static void use_pow (Draft *d) { d->header.n_pow = 1; }
static void by_server (Draft *d) { d->header.sealed_by = 1; }
static void no_story (Draft *d) { draft_drop (d, KB_ROLE_STORY); }
static void no_body (Draft *d) { draft_drop (d, KB_ROLE_BODY); }
static void no_mailbox (Draft *d) { draft_replace_text (d, KB_ROLE_BODY, "{\"v\":1}"); }
static void short_mailbox (Draft *d) { draft_replace_text (d, KB_ROLE_BODY,
                                                           "{\"v\":1,\"mailbox\":\"ab\"}"); }
static void body_no_json (Draft *d) { draft_replace_text (d, KB_ROLE_BODY, "v=1"); }

static void
server_with_mailbox (Draft *draft)
{
  by_server (draft);
  draft_drop (draft, KB_ROLE_CONTACT);
  draft_drop (draft, KB_ROLE_CIVIL);
}

static void
foreign_part (Draft *draft)
{
  draft_append (draft, KB_ROLE_WORK, g_bytes_ref (draft->parts[1]));
}

static void
unknown_part (Draft *draft)
{
  draft_append (draft, 77, g_bytes_new ("x", 1));
}

static GBytes *
resized (GBytes *bytes,
         gssize  by)
{
  gsize size = g_bytes_get_size (bytes) + by;
  char *data = g_malloc0 (size);

  memcpy (data, g_bytes_get_data (bytes, NULL), MIN (size, g_bytes_get_size (bytes)));

  return g_bytes_new_take (data, size);
}

static void story_longer (Draft *d) { draft_replace (d, KB_ROLE_STORY, resized (d->parts[1], 1)); }
static void story_shorter (Draft *d) { draft_replace (d, KB_ROLE_STORY,
                                                      resized (d->parts[1], -1)); }

static void
contact_of_16k (Draft *draft)
{
  draft_replace (draft, KB_ROLE_CONTACT, resized (draft->parts[2], 16584 - 4296));
}

/* Of the right size, but what follows the intro is not one X25519 stanza. */
static void
change_age_header (Draft      *draft,
                   gsize       offset,
                   char        value)
{
  GBytes *bytes = resized (draft->parts[1], 0);

  ((char *) g_bytes_get_data (bytes, NULL))[offset] = value;
  draft_replace (draft, KB_ROLE_STORY, bytes);
}

static void age_intro (Draft *d) { change_age_header (d, 0, 'A'); }
static void age_kind (Draft *d) { change_age_header (d, 25, 'Y'); }
static void age_share (Draft *d) { change_age_header (d, 40, '='); }
static void age_share_end (Draft *d) { change_age_header (d, 22 + 10 + 43, ' '); }
static void age_mac (Draft *d) { change_age_header (d, 22 + 98, '+'); }

static void
story_of_zeros (Draft *draft)
{
  draft_replace (draft, KB_ROLE_STORY, g_bytes_new_take (g_malloc0 (4296), 4296));
}

/* A story for two readers in a place for one has another size. */
static void
story_for_two (Draft *draft)
{
  draft_replace (draft, KB_ROLE_STORY, resized (draft->parts[1], 98));
}

static const RuleCase complaint_cases[] = {
  { "in the roster", to_roster },
  { "in a stream that is not its audience", to_leadership },
  { "for an audience without stream", other_audience },
  { "without epoch", no_epoch },
  { "without genesis", no_genesis },
  { "without case", no_case },
  { "as a second entry", second_number },
  { "second number without the entry before", second_number_without_prev },
  { "first number with an entry before", first_number_with_prev },
  { "that replaces", replaces },
  { "that has seen a seq", seen },
  { "that has seen a link", seen_link },
  { "that has seen the roster", seen_roster },
  { "with an exact second", exact_second },
  { "without profile", no_profile },
  { "with the reserved field", use_pow },
  { "sealed by the server with identity", by_server },
  { "sealed by the server with mailbox", server_with_mailbox },
  { "without story", no_story },
  { "without body", no_body },
  { "without mailbox", no_mailbox },
  { "with a short mailbox", short_mailbox },
  { "with a body that is no JSON", body_no_json },
  { "with another kind's part", foreign_part },
  { "with an unknown part", unknown_part },
  { "with a story a byte longer", story_longer },
  { "with a story a byte shorter", story_shorter },
  { "with a story for two", story_for_two },
  { "with a story of zeros", story_of_zeros },
  { "with a contact of 16 KiB", contact_of_16k },
  { "with another intro", age_intro },
  { "with another stanza", age_kind },
  { "with padding in base64", age_share },
  { "with more arguments", age_share_end },
  { "with another mac line", age_mac },
};

static void
test_complaint (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_entry_check_rules (entry, &error));
  g_assert_no_error (error);
  assert_all_refused (entry, complaint_cases, G_N_ELEMENTS (complaint_cases));
}

static void
custody_for_one (Draft *draft)
{
  draft_replace (draft, KB_ROLE_CUSTODY, resized (draft->parts[1], -98));
}

static void
use_of_story (Draft *draft)
{
  draft_replace_text (draft, KB_ROLE_BODY,
                      "{\"v\":1,\"purpose\":\"open\",\"complaint\":\""
                      "0000000000000000000000000000000000000000000000000000000000000000\","
                      "\"parts\":[\"story\"]}");
}

static void
use_without_complaint (Draft *draft)
{
  draft_replace_text (draft, KB_ROLE_BODY, "{\"v\":1,\"purpose\":\"open\",\"parts\":[]}");
}

static void
with_profile (Draft *draft)
{
  draft->header.profile[0] = 1;
}

static void
test_identity_use (void)
{
  static const RuleCase cases[] = {
    { "custody for one reader", custody_for_one },
    { "of a story", use_of_story },
    { "of no complaint", use_without_complaint },
    { "without body", no_body },
    { "with profile", with_profile },
    { "in the roster", to_roster },
    { "sealed by the server", by_server },
  };
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) complaint = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(KbEntry) entry = office_identity_use (office, &office->custodian, complaint);
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_entry_check_rules (entry, &error));
  g_assert_no_error (error);
  assert_all_refused (entry, cases, G_N_ELEMENTS (cases));
}

static void to_office (Draft *d) { d->header.stream = KB_STREAM_OFFICE; }
static void with_case (Draft *d) { d->header.case_id[0] = 1; }
static void no_key (Draft *d) { draft_drop (d, KB_ROLE_KEY); }
static void with_audience (Draft *d) { g_strlcpy (d->header.audience, "roster", 32); }

static void
key_half_a_stanza_longer (Draft *draft)
{
  draft_replace (draft, KB_ROLE_KEY, resized (draft->parts[1], 49));
}

static void
body_too_long (Draft *draft)
{
  draft_replace (draft, KB_ROLE_BODY, g_bytes_new_take (g_malloc0 (4097), 4097));
}

static void
test_grant (void)
{
  static const RuleCase cases[] = {
    { "in a case stream", to_office },
    { "with a case", with_case },
    { "with an audience in the header", with_audience },
    { "without key", no_key },
    { "with half a stanza", key_half_a_stanza_longer },
    { "with a body over the limit", body_too_long },
    { "without genesis", no_genesis },
  };
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_grant (office, &office->supervisor, KB_STREAM_OFFICE, 1);
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_entry_check_rules (entry, &error));
  g_assert_no_error (error);
  assert_all_refused (entry, cases, G_N_ELEMENTS (cases));
}

static void
test_everything_an_office_writes_passes (void)
{
  g_autoptr(Office) office = office_new ();
  KbEntry *complaint = office_append (office, office_complaint (office, NULL, "no", TRUE));

  office_append (office, office_complaint (office, NULL, "staff", TRUE));
  office_append (office, office_complaint (office, NULL, "custodian", TRUE));
  office_append (office, office_work (office, &office->officer, complaint));
  office_append (office, office_message (office, &office->officer, complaint));
  office_append (office, office_identity_use (office, &office->custodian, complaint));
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    for (guint i = 0; i < office->entries[stream]->len; i++)
      {
        g_autoptr(GError) error = NULL;

        g_assert_true (kb_entry_check_rules (office->entries[stream]->pdata[i], &error));
        g_assert_no_error (error);
      }
}

static void
make_unknown (Draft *draft)
{
  draft->header.kind = 99;
  unknown_part (draft);
}

static void
test_unknown_kind_passes (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", FALSE);
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  g_autoptr(KbEntry) unknown = NULL;
  g_autoptr(GError) error = NULL;
  Draft draft;

  draft_init (&draft, entry);
  make_unknown (&draft);
  memcpy (draft.header.author, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  unknown = kb_entry_new (&draft.header, draft.parts, key);
  g_assert_true (kb_entry_check_rules (unknown, &error));
  g_assert_no_error (error);
  draft_clear (&draft);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/rules/complaint", test_complaint);
  g_test_add_func ("/journal/rules/identity-use", test_identity_use);
  g_test_add_func ("/journal/rules/grant", test_grant);
  g_test_add_func ("/journal/rules/everything-an-office-writes-passes",
                   test_everything_an_office_writes_passes);
  g_test_add_func ("/journal/rules/unknown-kind-passes", test_unknown_kind_passes);

  return g_test_run ();
}
