/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What intake and desktops check of an entry by itself, without any state. */
#include "config.h"

#include "kb-body.h"
#include "kb-entry.h"
#include "kb-sha256.h"

#define BIT(n) (1u << (n))
#define ROSTER BIT (KB_STREAM_ROSTER)
#define ANY (ROSTER | CASES)
#define CASES (BIT (KB_STREAM_OFFICE) | BIT (KB_STREAM_LEADERSHIP))
#define IDENTITY (BIT (KB_ROLE_CONTACT) | BIT (KB_ROLE_CIVIL) | BIT (KB_ROLE_KTP))

typedef struct
{
  KbKind kind;
  guint  streams;
  guint  required;   /* roles */
  guint  optional;
} KindRule;

static const KindRule kind_rules[] = {
  { KB_KIND_GENESIS, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_DEVICE, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_REVOCATION, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_APPOINTMENT, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_GRANT, ROSTER, BIT (KB_ROLE_BODY) | BIT (KB_ROLE_KEY), 0 },
  { KB_KIND_PROFILE, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_PROPOSAL, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_HEARTBEAT, ANY, 0, 0 },
  { KB_KIND_RECOVERY, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_SETTINGS, ROSTER, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_COMPLAINT, CASES, BIT (KB_ROLE_BODY) | BIT (KB_ROLE_STORY), IDENTITY },
  { KB_KIND_MESSAGE, CASES, BIT (KB_ROLE_MESSAGE), 0 },
  { KB_KIND_WORK, CASES, BIT (KB_ROLE_WORK), 0 },
  { KB_KIND_IDENTITY_USE, CASES, BIT (KB_ROLE_BODY) | BIT (KB_ROLE_CUSTODY), 0 },
  { KB_KIND_EXPUNGE, ANY, BIT (KB_ROLE_BODY), 0 },
  { KB_KIND_WIDENING, BIT (KB_STREAM_OFFICE), BIT (KB_ROLE_BODY) | BIT (KB_ROLE_STORY), 0 },
};

typedef struct
{
  KbPartRole role;
  gboolean   large;     /* also the larger size classes */
  guint      stanzas;   /* 0: from one up to KB_LIMIT_AGE_STANZAS */
} SealedRule;

static const SealedRule sealed_rules[] = {
  { KB_ROLE_STORY, TRUE, 1 },
  { KB_ROLE_CONTACT, FALSE, 1 },
  { KB_ROLE_CIVIL, FALSE, 1 },
  { KB_ROLE_KTP, TRUE, 1 },
  { KB_ROLE_CUSTODY, FALSE, 2 },
  { KB_ROLE_KEY, FALSE, 0 },
  { KB_ROLE_MESSAGE, TRUE, 2 },
  { KB_ROLE_WORK, TRUE, 1 },
};

static const gsize size_classes[] = { 4096, 16384, 65536 };

static gboolean
rule_error (GError     **error,
            const char  *message)
{
  g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE, message);
  return FALSE;
}

/* An age v1 file whose stanzas are all X25519 has its lines at fixed places:
 *
 *   age-encryption.org/v1\n                  22
 *   -> X25519 <43 base64>\n<43 base64>\n     98   each stanza
 *   --- <43 base64>\n                        48
 *   16 nonce, then chunks of up to 64 KiB, each with a tag of 16
 */
#define AGE_INTRO "age-encryption.org/v1\n"
#define AGE_STANZA "-> X25519 "
#define AGE_MAC "--- "
#define AGE_BASE64 43
#define AGE_INTRO_SIZE 22
#define AGE_STANZA_SIZE 98
#define AGE_MAC_SIZE 48
#define AGE_NONCE_SIZE 16
#define AGE_CHUNK 65536
#define AGE_TAG_SIZE 16

static gsize
sealed_size (gsize plain,
             guint stanzas)
{
  gsize chunks = (plain + AGE_CHUNK - 1) / AGE_CHUNK;

  return AGE_INTRO_SIZE + stanzas * AGE_STANZA_SIZE + AGE_MAC_SIZE + AGE_NONCE_SIZE +
         plain + chunks * AGE_TAG_SIZE;
}

/* Returns the number of stanzas that a part of this length has, 0 if none fits. */
static guint
stanzas_of_size (const SealedRule *rule,
                 gsize             length)
{
  guint least = rule->stanzas != 0 ? rule->stanzas : 1;
  guint most = rule->stanzas != 0 ? rule->stanzas : KB_LIMIT_AGE_STANZAS;

  for (guint i = 0; i < (rule->large ? G_N_ELEMENTS (size_classes) : 1); i++)
    for (guint stanzas = least; stanzas <= most; stanzas++)
      if (sealed_size (size_classes[i], stanzas) == length)
        return stanzas;

  return 0;
}

static gboolean
take_literal (const char **at,
              const char  *literal)
{
  gsize size = strlen (literal);

  if (memcmp (*at, literal, size) != 0)
    return FALSE;
  *at += size;

  return TRUE;
}

static gboolean
take_base64_line (const char **at)
{
  for (guint i = 0; i < AGE_BASE64; i++, (*at)++)
    if (!g_ascii_isalnum (**at) && **at != '+' && **at != '/')
      return FALSE;

  return take_literal (at, "\n");
}

/* The caller has checked that the bytes are at least as long as such a header. */
static gboolean
has_age_header (GBytes *bytes,
                guint   stanzas)
{
  const char *at = g_bytes_get_data (bytes, NULL);

  if (!take_literal (&at, AGE_INTRO))
    return FALSE;
  for (guint i = 0; i < stanzas; i++)
    if (!take_literal (&at, AGE_STANZA) || !take_base64_line (&at) || !take_base64_line (&at))
      return FALSE;

  return take_literal (&at, AGE_MAC) && take_base64_line (&at);
}

static const SealedRule *
find_sealed_rule (guint8 role)
{
  for (guint i = 0; i < G_N_ELEMENTS (sealed_rules); i++)
    if (sealed_rules[i].role == role)
      return &sealed_rules[i];

  return NULL;
}

static gboolean
check_part (const KbEntry       *entry,
            const KbPartDigest  *part,
            GError             **error)
{
  const SealedRule *rule = find_sealed_rule (part->role);
  GBytes *bytes = kb_entry_get_part (entry, part->role, NULL);
  guint stanzas;

  if (rule == NULL)
    return part->length <= KB_LIMIT_BODY || rule_error (error, "The body is too long");

  stanzas = stanzas_of_size (rule, part->length);
  if (stanzas == 0)
    return rule_error (error, "A sealed part is not of one of the sizes for its role");
  if (bytes != NULL && !has_age_header (bytes, stanzas))
    return rule_error (error, "A sealed part is not sealed as its role demands");

  return TRUE;
}

static gboolean
check_parts (const KbEntry   *entry,
             const KindRule  *rule,
             GError         **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  guint roles = 0;

  for (guint i = 0; i < header->n_parts; i++)
    {
      guint8 role = header->parts[i].role;

      if (role > KB_ROLE_WORK || ((rule->required | rule->optional) & BIT (role)) == 0)
        return rule_error (error, "The entry has a part that its kind does not have");
      if (!check_part (entry, &header->parts[i], error))
        return FALSE;
      roles |= BIT (role);
    }
  if ((roles & rule->required) != rule->required)
    return rule_error (error, "The entry lacks a part that its kind has");

  return TRUE;
}

/* Reporters see no journal, and a second beside a network log would name them. */
static gboolean
check_reporter (const KbHeader  *header,
                GError         **error)
{
  if (!kb_is_zero (header->replaces, KB_HASH_SIZE) ||
      header->seen_seq != 0 || !kb_is_zero (header->seen_link, KB_HASH_SIZE) ||
      header->seen_roster_seq != 0 || !kb_is_zero (header->seen_roster_link, KB_HASH_SIZE))
    return rule_error (error, "A reporter's entry states nothing of the journal");
  if (header->author_time % 3600 != 0)
    return rule_error (error, "A reporter's entry states a whole hour only");

  return TRUE;
}

/* The first entry of a reporter is the complaint. */
static gboolean
check_message (const KbHeader  *header,
               GError         **error)
{
  if (!kb_header_is_reporters_message (header))
    return TRUE;
  if (header->author_seq == 1)
    return rule_error (error, "A reporter's message follows a complaint");

  return check_reporter (header, error);
}

static gboolean
check_complaint_header (const KbHeader  *header,
                        GError         **error)
{
  gboolean by_server = header->sealed_by == 1;

  if (header->author_seq != 1)
    return rule_error (error, "A complaint is its author's first entry");
  if (!check_reporter (header, error))
    return FALSE;
  if (kb_is_zero (header->profile, KB_HASH_SIZE))
    return rule_error (error, "A complaint names the profile it was sealed with");
  for (guint i = 0; by_server && i < header->n_parts; i++)
    if (IDENTITY & BIT (header->parts[i].role))
      return rule_error (error, "The server seals no identities");

  return TRUE;
}

static gboolean
check_complaint (const KbEntry  *entry,
                 GError        **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  guint8 mailbox[KB_HASH_SIZE];
  gboolean has_mailbox;

  if (!check_complaint_header (header, error))
    return FALSE;
  if (kb_entry_get_part (entry, KB_ROLE_BODY, NULL) == NULL)
    return TRUE;
  if (!kb_body_read_complaint (entry, &has_mailbox, mailbox, error))
    return FALSE;
  if (has_mailbox != (header->sealed_by == 0))
    return rule_error (error, "Only who sealed a complaint in the browser has a mailbox");

  return TRUE;
}

static gboolean
check_identity_use (const KbEntry  *entry,
                    GError        **error)
{
  KbIdentityUseBody body;

  if (kb_entry_get_part (entry, KB_ROLE_BODY, NULL) == NULL)
    return TRUE;

  return kb_body_read_identity_use (entry, &body, error);
}

/* What has no case has no audience. A case begins in its stream's audience and
 * may have one of its own later. */
static gboolean
check_audience (const KbHeader  *header,
                gboolean         has_case,
                GError         **error)
{
  gboolean begins = header->kind == KB_KIND_COMPLAINT || header->kind == KB_KIND_WIDENING;
  const char *expected = has_case ? kb_stream_to_string (header->stream) : "";
  char own[KB_LIMIT_AUDIENCE + 1];

  if (header->kind == KB_KIND_EXPUNGE && header->audience[0] == '\0')
    return TRUE;
  kb_case_audience (header->case_id, own);
  if (has_case != (header->epoch != 0) ||
      (strcmp (header->audience, expected) != 0 &&
       (!has_case || begins || strcmp (header->audience, own) != 0)))
    return rule_error (error, "The entry's audience is not its stream's or case's");

  return TRUE;
}

static gboolean
check_header (const KbHeader  *header,
              GError         **error)
{
  gboolean genesis = header->kind == KB_KIND_GENESIS;
  gboolean has_case = header->stream != KB_STREAM_ROSTER && header->kind != KB_KIND_HEARTBEAT;

  if (genesis != kb_is_zero (header->genesis, KB_HASH_SIZE))
    return rule_error (error, "The entry does not name the office it belongs to");
  if (genesis && header->author_seq != 1)
    return rule_error (error, "A genesis entry is its author's first");
  if (has_case == kb_is_zero (header->case_id, KB_CASE_ID_SIZE))
    return rule_error (error, "The entry does not name a case as its stream demands");
  if (header->sealed_by != 0 && header->kind != KB_KIND_COMPLAINT)
    return rule_error (error, "The server seals complaints only");
  if (header->kind != KB_KIND_COMPLAINT && header->kind != KB_KIND_MESSAGE &&
      !kb_is_zero (header->profile, KB_HASH_SIZE))
    return rule_error (error, "Only reporters name a profile");
  if (header->n_pow != 0)
    return rule_error (error, "The reserved field is used");

  return check_audience (header, has_case, error);
}

static const KindRule *
find_kind_rule (guint8 kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_rules); i++)
    if (kind_rules[i].kind == kind)
      return &kind_rules[i];

  return NULL;
}

/**
 * kb_header_is_reporters_message:
 *
 * Returns: whether this claims to be a message by a reporter
 */
gboolean
kb_header_is_reporters_message (const KbHeader *self)
{
  return self->kind == KB_KIND_MESSAGE && !kb_is_zero (self->profile, KB_HASH_SIZE);
}

/**
 * kb_kind_is_known:
 *
 * Returns: whether this program knows what entries of @kind mean
 */
gboolean
kb_kind_is_known (guint8 kind)
{
  return find_kind_rule (kind) != NULL;
}

/**
 * kb_entry_check_rules:
 *
 * Checks what the entry's kind demands of its stream, fields and parts: which
 * there are, their sizes, and that each sealed part is sealed to the right
 * number of readers. Needs no state and no key. Parts that are not here are
 * judged by what the header states of them. An entry of unknown kind passes.
 *
 * Returns: %FALSE with %KB_ENTRY_ERROR_RULE, or with %KB_ENTRY_ERROR_VERSION
 *   where the body is of a version not known yet
 */
gboolean
kb_entry_check_rules (const KbEntry  *self,
                      GError        **error)
{
  const KbHeader *header = kb_entry_get_header (self);
  const KindRule *rule = find_kind_rule (header->kind);

  if ((header->author_seq == 1) != kb_is_zero (header->author_prev, KB_HASH_SIZE))
    return rule_error (error, "The entry does not name its author's entry before it");
  if (rule == NULL)
    return TRUE;
  if ((rule->streams & BIT (header->stream)) == 0)
    return rule_error (error, "The entry is in a stream that its kind is not in");
  if (!check_header (header, error) || !check_parts (self, rule, error))
    return FALSE;
  if (header->kind == KB_KIND_COMPLAINT)
    return check_complaint (self, error);
  if (header->kind == KB_KIND_MESSAGE)
    return check_message (header, error);
  if (header->kind == KB_KIND_IDENTITY_USE)
    return check_identity_use (self, error);

  return TRUE;
}
