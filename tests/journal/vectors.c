/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors-private.h"

#include "kb-age-seal.h"
#include "kb-body.h"
#include "kb-bytes.h"
#include "kb-compose.h"
#include "kb-hkdf.h"

#include <sodium.h>
#include <string.h>

static const char about[] =
  "Test vectors of docs/protocol.md, made by tests/journal/make-vectors.c from fixed seeds. "
  "Bytes are lower-case hex, texts are texts, integers are numbers below 2^53. "
  "headers: fields and parts in, then encoded (header), context, id, number, pae and signature by "
  "seed (Ed25519), leaf, and entry, the bytes on the wire. "
  "links: each from genesis, stream, place, prev and leaf. "
  "notes: text and seed in, note out; profile: a note and its hash. "
  "receipts: bits in; words, then k (scrypt of the first seven), age, recipient, sign, rpk, "
  "mailbox, mailbox_hash, answer. "
  "enrol: device in, digest, its words, and accept by seed. "
  "appointment: statement in, cosign by seed. "
  "codes: 24 bytes in, text out; of the first its token, of a join code its place. "
  "compare: stream, seq and link in, hash and words out. recovery: token of the paper key by seed. "
  "case: its own audience. canary: signature over the context by seed. "
  "answers: key (answer), rpk, counter and content in, mac out. "
  "reporter_message: context, kind and text in, json out, before it is padded and sealed.";

/* Bytes that look random and are the same each time: SHA-512 of a name, repeated. */
void
vector_fill (const char *name,
             gpointer    data,
             gsize       size)
{
  guint8 hash[crypto_hash_sha512_BYTES];

  crypto_hash_sha512 (hash, (const guint8 *) name, strlen (name));
  for (gsize i = 0; i < size; i++)
    ((guint8 *) data)[i] = hash[i % sizeof hash] + i / sizeof hash;
}

KbSigningKey *
vector_key_of (const char *name)
{
  g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);

  vector_fill (name, kb_secret_get_writable (seed), KB_SIGN_SEED_SIZE);

  return kb_signing_key_new_from_seed (seed);
}

char *
vector_recipient_of (const char *name)
{
  g_autoptr(KbAgeRecipient) recipient = NULL;
  guint8 scalar[32], public_key[KB_AGE_PUBLIC_SIZE];

  vector_fill (name, scalar, sizeof scalar);
  crypto_scalarmult_base (public_key, scalar);
  recipient = kb_age_recipient_new_x25519 (public_key);

  return kb_age_recipient_to_string (recipient);
}

void
vector_set_hex (JsonObject    *object,
                const char    *member,
                gconstpointer  data,
                gsize          size)
{
  g_autofree char *hex = kb_hex_encode (data, size);

  json_object_set_string_member (object, member, hex);
}

static void
set_bytes (JsonObject *object,
           const char *member,
           GBytes     *bytes)
{
  vector_set_hex (object, member, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
vector_set_seed (JsonObject   *object,
                 KbSigningKey *key)
{
  vector_set_hex (object, "seed", kb_secret_get_data (kb_signing_key_get_seed (key)),
                  KB_SIGN_SEED_SIZE);
}

static JsonObject *
place_to_json (guint64       seq,
               const guint8 *link)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "seq", seq);
  vector_set_hex (object, "link", link, KB_HASH_SIZE);

  return object;
}

static JsonObject *
fields_to_json (const KbHeader *header)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "critical", header->critical);
  vector_set_hex (object, "genesis", header->genesis, KB_HASH_SIZE);
  json_object_set_int_member (object, "stream", header->stream);
  vector_set_hex (object, "case", header->case_id, KB_CASE_ID_SIZE);
  json_object_set_int_member (object, "kind", header->kind);
  vector_set_hex (object, "author", header->author, KB_SIGN_PUBLIC_SIZE);
  json_object_set_int_member (object, "author_seq", header->author_seq);
  vector_set_hex (object, "author_prev", header->author_prev, KB_HASH_SIZE);
  vector_set_hex (object, "nonce", header->nonce, KB_NONCE_SIZE);
  json_object_set_object_member (object, "seen",
                                 place_to_json (header->seen_seq, header->seen_link));
  json_object_set_object_member (object, "seen_roster",
                                 place_to_json (header->seen_roster_seq, header->seen_roster_link));
  json_object_set_string_member (object, "audience", header->audience);
  json_object_set_int_member (object, "epoch", header->epoch);
  vector_set_hex (object, "profile", header->profile, KB_HASH_SIZE);
  json_object_set_int_member (object, "author_time", header->author_time);
  vector_set_hex (object, "replaces", header->replaces, KB_HASH_SIZE);
  json_object_set_int_member (object, "sealed_by", header->sealed_by);
  vector_set_hex (object, "pow", header->pow, header->n_pow);

  return object;
}

static JsonArray *
parts_to_json (const KbHeader *header,
               GBytes *const  *parts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < header->n_parts; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "role", header->parts[i].role);
      set_bytes (object, "bytes", parts[i]);
      json_array_add_object_element (array, object);
    }

  return array;
}

static void
set_pae (JsonObject *object,
         GBytes     *header)
{
  g_autoptr(GByteArray) pae = g_byte_array_new ();
  g_autofree char *prefix = g_strdup_printf ("DSSEv1 16 kumbang/entry/v1 %" G_GSIZE_FORMAT " ",
                                             g_bytes_get_size (header));

  kb_write_bytes (pae, prefix, strlen (prefix));
  kb_write_bytes (pae, g_bytes_get_data (header, NULL), g_bytes_get_size (header));
  vector_set_hex (object, "pae", pae->data, pae->len);
}

static JsonObject *
header_vector (const char    *name,
               KbHeader      *header,
               GBytes *const *parts)
{
  g_autoptr(KbSigningKey) key = vector_key_of (name);
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;
  g_autofree char *number = NULL;
  JsonObject *object = json_object_new ();
  guint8 hash[KB_HASH_SIZE];

  memcpy (header->author, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  entry = kb_entry_new (header, parts, key);
  wire = kb_entry_encode (entry);
  number = kb_registration_number (kb_entry_get_id (entry));

  json_object_set_string_member (object, "name", name);
  vector_set_seed (object, key);
  json_object_set_object_member (object, "fields", fields_to_json (header));
  json_object_set_array_member (object, "parts", parts_to_json (header, parts));
  set_bytes (object, "header", kb_entry_get_header_bytes (entry));
  kb_header_get_context (header, hash);
  vector_set_hex (object, "context", hash, sizeof hash);
  vector_set_hex (object, "id", kb_entry_get_id (entry), KB_HASH_SIZE);
  json_object_set_string_member (object, "number", number);
  set_pae (object, kb_entry_get_header_bytes (entry));
  vector_set_hex (object, "signature", kb_entry_get_signature (entry), KB_SIGN_SIGNATURE_SIZE);
  kb_entry_get_leaf (entry, hash);
  vector_set_hex (object, "leaf", hash, sizeof hash);
  set_bytes (object, "entry", wire);

  return object;
}

static GBytes *
add_part (KbHeader   *header,
          KbPartRole  role,
          const char *name,
          gsize       size)
{
  guint8 *data = g_malloc (size);
  GBytes *bytes;

  vector_fill (name, data, size);
  bytes = g_bytes_new_take (data, size);
  kb_header_add_part (header, role, bytes);

  return bytes;
}

/* As the page writes it: everything before is zeros. */
static JsonObject *
complaint_vector (void)
{
  KbHeader header = { .stream = KB_STREAM_OFFICE, .kind = KB_KIND_COMPLAINT, .author_seq = 1,
                      .audience = "office", .epoch = 1, .author_time = 1795003200 };
  GBytes *parts[4];
  JsonObject *object;
  guint8 mailbox[KB_HASH_SIZE];

  vector_fill ("genesis", header.genesis, KB_HASH_SIZE);
  vector_fill ("case", header.case_id, KB_CASE_ID_SIZE);
  vector_fill ("nonce", header.nonce, KB_NONCE_SIZE);
  vector_fill ("profile", header.profile, KB_HASH_SIZE);
  vector_fill ("mailbox", mailbox, sizeof mailbox);
  parts[0] = kb_body_new_complaint (mailbox);
  kb_header_add_part (&header, KB_ROLE_BODY, parts[0]);
  parts[1] = add_part (&header, KB_ROLE_STORY, "story", 100);
  parts[2] = add_part (&header, KB_ROLE_CONTACT, "contact", 80);
  parts[3] = add_part (&header, KB_ROLE_CIVIL, "civil", 60);
  object = header_vector ("complaint", &header, parts);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_bytes_unref (parts[i]);

  return object;
}

/* Every field in use, numbers of more than 32 bits. */
static JsonObject *
full_vector (void)
{
  KbHeader header = { .critical = TRUE, .stream = KB_STREAM_LEADERSHIP, .kind = 200,
                      .author_seq = G_GUINT64_CONSTANT (0x10000000005),
                      .seen_seq = G_GUINT64_CONSTANT (0x1fffffffffffff), .seen_roster_seq = 9,
                      .audience = "leadership-2", .epoch = G_MAXUINT32,
                      .author_time = G_GUINT64_CONSTANT (4102441200), .sealed_by = 1, .n_pow = 5 };
  GBytes *parts[2];
  JsonObject *object;

  vector_fill ("genesis", header.genesis, KB_HASH_SIZE);
  vector_fill ("other case", header.case_id, KB_CASE_ID_SIZE);
  vector_fill ("prev", header.author_prev, KB_HASH_SIZE);
  vector_fill ("other nonce", header.nonce, KB_NONCE_SIZE);
  vector_fill ("seen", header.seen_link, KB_HASH_SIZE);
  vector_fill ("seen roster", header.seen_roster_link, KB_HASH_SIZE);
  vector_fill ("profile", header.profile, KB_HASH_SIZE);
  vector_fill ("replaces", header.replaces, KB_HASH_SIZE);
  vector_fill ("pow", header.pow, header.n_pow);
  parts[0] = add_part (&header, KB_ROLE_MESSAGE, "message", 1);
  parts[1] = add_part (&header, 250, "unknown", 300);
  object = header_vector ("full", &header, parts);
  g_bytes_unref (parts[0]);
  g_bytes_unref (parts[1]);

  return object;
}

/* A reporter's second entry. */
static JsonObject *
message_vector (void)
{
  KbHeader header = { .stream = KB_STREAM_OFFICE, .kind = KB_KIND_MESSAGE, .author_seq = 2,
                      .audience = "office", .epoch = 2, .author_time = 1795089600 };
  g_autoptr(GBytes) part = NULL;

  vector_fill ("genesis", header.genesis, KB_HASH_SIZE);
  vector_fill ("case", header.case_id, KB_CASE_ID_SIZE);
  vector_fill ("complaint", header.author_prev, KB_HASH_SIZE);
  vector_fill ("message nonce", header.nonce, KB_NONCE_SIZE);
  vector_fill ("profile", header.profile, KB_HASH_SIZE);
  part = add_part (&header, KB_ROLE_MESSAGE, "message", 120);

  return header_vector ("message", &header, &part);
}

static JsonObject *
empty_vector (void)
{
  KbHeader header = { .stream = KB_STREAM_ROSTER, .kind = KB_KIND_GENESIS, .author_seq = 1 };

  return header_vector ("empty", &header, NULL);
}

static JsonArray *
links_vector (JsonArray *headers)
{
  JsonArray *array = json_array_new ();
  KbChain chain, roster;
  guint8 genesis[KB_HASH_SIZE];

  vector_fill ("genesis", genesis, sizeof genesis);
  kb_chain_init (&chain, genesis, KB_STREAM_OFFICE);
  kb_chain_init (&roster, genesis, KB_STREAM_ROSTER);
  roster.seq = 7;
  vector_fill ("roster link", roster.link, KB_HASH_SIZE);

  for (guint i = 0; i < json_array_get_length (headers); i++)
    {
      JsonObject *header = json_array_get_object_element (headers, i);
      const char *hex = json_object_get_string_member (header, "entry");
      gsize size = strlen (hex) / 2;
      g_autofree guint8 *wire = g_malloc (size);
      g_autoptr(KbEntry) entry = NULL;
      JsonObject *object = json_object_new ();
      KbPlace place;

      g_assert_true (kb_hex_decode (hex, wire, size));
      entry = kb_entry_decode (wire, size, NULL);
      vector_set_hex (object, "genesis", genesis, sizeof genesis);
      json_object_set_int_member (object, "stream", chain.stream);
      vector_set_hex (object, "prev", chain.link, KB_HASH_SIZE);
      json_object_set_string_member (object, "leaf",
                                     json_object_get_string_member (header, "leaf"));
      kb_chain_append (&chain, entry, 498612 + i, &roster, &place);
      json_object_set_int_member (object, "seq", place.seq);
      json_object_set_int_member (object, "hour", place.hour);
      json_object_set_int_member (object, "roster_seq", place.roster_seq);
      vector_set_hex (object, "roster_link", place.roster_link, KB_HASH_SIZE);
      vector_set_hex (object, "link", place.link, KB_HASH_SIZE);
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonObject *
note_vector (const char *key_name,
             const char *text,
             const char *note)
{
  g_autoptr(KbSigningKey) key = vector_key_of (key_name);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "key_name", key_name);
  vector_set_seed (object, key);
  vector_set_hex (object, "public", kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  json_object_set_string_member (object, "text", text);
  json_object_set_string_member (object, "note", note);

  return object;
}

static JsonArray *
notes_vector (void)
{
  static const char text[] = "kumbang/example\ndengan dua baris — é\n";
  g_autoptr(KbSigningKey) intake = vector_key_of ("intake");
  g_autofree char *note = kb_note_sign (text, "intake", intake);
  g_autofree char *head_note = NULL;
  g_autofree char *head_text = NULL;
  JsonArray *array = json_array_new ();
  guint8 genesis[KB_HASH_SIZE];
  KbChain head;

  vector_fill ("genesis", genesis, sizeof genesis);
  kb_chain_init (&head, genesis, KB_STREAM_OFFICE);
  head.seq = 1204;
  vector_fill ("link", head.link, KB_HASH_SIZE);
  head_note = kb_head_sign (&head, intake);
  head_text = kb_note_open (head_note, strlen (head_note), "intake",
                            kb_signing_key_get_public (intake), NULL);
  json_array_add_object_element (array, note_vector ("intake", text, note));
  json_array_add_object_element (array, note_vector ("intake", head_text, head_note));

  return array;
}

static void
add_recipient (KbProfile  *profile,
               const char *audience,
               guint32     epoch)
{
  KbProfileRecipient *recipient = &profile->recipients[profile->n_recipients++];
  g_autofree char *text = vector_recipient_of (audience);

  g_strlcpy (recipient->audience, audience, sizeof recipient->audience);
  g_strlcpy (recipient->recipient, text, sizeof recipient->recipient);
  recipient->epoch = epoch;
}

static JsonObject *
profile_vector (void)
{
  g_autoptr(KbSigningKey) supervisor = vector_key_of ("supervisor");
  g_autoptr(KbProfile) profile = kb_profile_new ();
  g_autoptr(KbProfile) parsed = NULL;
  g_autofree char *custodian = vector_recipient_of ("custodian");
  g_autofree char *note = NULL;
  g_autofree char *text = NULL;
  guint8 page[KB_HASH_SIZE];
  JsonObject *object;

  vector_fill ("genesis", profile->genesis, KB_HASH_SIZE);
  profile->serial = 3;
  profile->issued = 1795000000;
  profile->not_after = 1797592000;
  profile->office = g_strdup ("Inspektorat Daerah “Contoh”");
  add_recipient (profile, "office", 2);
  add_recipient (profile, "leadership", 1);
  g_strlcpy (profile->custodian, custodian, sizeof profile->custodian);
  profile->custodian_title = g_strdup ("Sekretaris Inspektorat");
  profile->custodian_since = 1790000000;
  vector_fill ("page", page, sizeof page);
  g_hash_table_insert (profile->page, g_strdup ("kumbang.js"), kb_hex_encode (page, sizeof page));
  g_hash_table_insert (profile->page, g_strdup ("index.html"), kb_hex_encode (page, sizeof page));

  note = kb_profile_sign (profile, supervisor);
  parsed = kb_profile_parse (note, strlen (note), kb_signing_key_get_public (supervisor), NULL);
  text = kb_note_read_unverified (note, strlen (note), "supervisor", NULL);
  object = note_vector ("supervisor", text, note);
  vector_set_hex (object, "hash", parsed->hash, KB_HASH_SIZE);

  return object;
}

/* Derived here step by step; kb_reporter_new_from_words() has to agree. */
static JsonObject *
receipt_vector (const guint8 bits[10])
{
  g_autofree char *words = kb_words_from_bits (bits);
  g_autofree char *seven = g_strndup (words, strrchr (words, ' ') - words);
  g_autoptr(KbReporter) reporter = NULL;
  g_autoptr(KbSecret) k = NULL;
  guint8 salt[19 + KB_HASH_SIZE], key[32];
  JsonObject *object = json_object_new ();

  memcpy (salt, "kumbang/reporter/v1", 19);
  vector_fill ("genesis", salt + 19, KB_HASH_SIZE);
  k = kb_scrypt (seven, strlen (seven), salt, sizeof salt, 14, 32, NULL);
  reporter = kb_reporter_new_from_words (words, salt + 19, NULL);

  vector_set_hex (object, "bits", bits, 10);
  json_object_set_string_member (object, "words", words);
  vector_set_hex (object, "genesis", salt + 19, KB_HASH_SIZE);
  vector_set_hex (object, "k", kb_secret_get_data (k), 32);
  kb_hkdf_sha256_expand (kb_secret_get_data (k), "age", key, sizeof key);
  vector_set_hex (object, "age", key, sizeof key);
  g_assert_cmpmem (key, 32, kb_secret_get_data (reporter->age), 32);
  json_object_set_string_member (object, "recipient", reporter->recipient);
  kb_hkdf_sha256_expand (kb_secret_get_data (k), "sign", key, sizeof key);
  vector_set_hex (object, "sign", key, sizeof key);
  vector_set_hex (object, "rpk", kb_signing_key_get_public (reporter->sign), KB_SIGN_PUBLIC_SIZE);
  kb_hkdf_sha256_expand (kb_secret_get_data (k), "mailbox", key, sizeof key);
  vector_set_hex (object, "mailbox", key, sizeof key);
  vector_set_hex (object, "mailbox_hash", reporter->mailbox_hash, KB_HASH_SIZE);
  kb_hkdf_sha256_expand (kb_secret_get_data (k), "answer", key, sizeof key);
  vector_set_hex (object, "answer", key, sizeof key);

  return object;
}

static JsonArray *
receipts_vector (void)
{
  JsonArray *array = json_array_new ();
  guint8 bits[10];

  memset (bits, 0, sizeof bits);
  json_array_add_object_element (array, receipt_vector (bits));
  memset (bits, 0xff, sizeof bits);
  json_array_add_object_element (array, receipt_vector (bits));
  vector_fill ("bits", bits, sizeof bits);
  json_array_add_object_element (array, receipt_vector (bits));

  return array;
}

char *
vectors_build (void)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autofree char *json = NULL;
  JsonArray *headers = json_array_new ();

  json_array_add_object_element (headers, complaint_vector ());
  json_array_add_object_element (headers, full_vector ());
  json_array_add_object_element (headers, empty_vector ());
  json_array_add_object_element (headers, message_vector ());
  json_object_set_string_member (object, "about", about);
  json_object_set_array_member (object, "links", links_vector (headers));
  json_object_set_array_member (object, "headers", headers);
  json_object_set_array_member (object, "notes", notes_vector ());
  json_object_set_object_member (object, "profile", profile_vector ());
  json_object_set_array_member (object, "receipts", receipts_vector ());
  vectors_add_office (object);
  vectors_add_answers (object);

  json_node_set_object (node, object);
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, TRUE);
  json = json_generator_to_data (generator, NULL);

  return g_strconcat (json, "\n", NULL);
}
