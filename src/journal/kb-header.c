/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-entry.h"

#include "kb-bytes.h"
#include "kb-sha256.h"

#define FORMAT_VERSION 1
#define FLAG_CRITICAL 1

/* The header's bytes; all integers big-endian, all sizes in bytes.
 *
 *   0    1  version          140  8+32  seen: seq, link
 *   1    1  flags            180  8+32  seen roster: seq, link
 *   2   32  genesis          220   1+n  audience
 *  34    1  stream                   4  epoch
 *  35   16  case                    32  profile
 *  51    1  kind                     8  author time
 *  52   32  author                  32  replaces
 *  84    8  author_seq               1  sealed_by
 *  92   32  author_prev            1+n  pow
 * 124   16  nonce                    1  number of parts, then each:
 * ----- context is over these            1 role, 4 length, 32 SHA-256
 */

static void
write_context_fields (const KbHeader *self,
                      GByteArray     *out)
{
  kb_write_u8 (out, FORMAT_VERSION);
  kb_write_u8 (out, self->critical ? FLAG_CRITICAL : 0);
  kb_write_bytes (out, self->genesis, KB_HASH_SIZE);
  kb_write_u8 (out, self->stream);
  kb_write_bytes (out, self->case_id, KB_CASE_ID_SIZE);
  kb_write_u8 (out, self->kind);
  kb_write_bytes (out, self->author, KB_SIGN_PUBLIC_SIZE);
  kb_write_u64 (out, self->author_seq);
  kb_write_bytes (out, self->author_prev, KB_HASH_SIZE);
  kb_write_bytes (out, self->nonce, KB_NONCE_SIZE);

  g_assert (out->len == KB_CONTEXT_OFFSET);
}

/**
 * kb_header_encode:
 *
 * Returns: (transfer full): the one encoding of @self
 */
GBytes *
kb_header_encode (const KbHeader *self)
{
  GByteArray *out;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->n_parts <= KB_LIMIT_PARTS && self->n_pow <= KB_LIMIT_POW, NULL);

  out = g_byte_array_sized_new (1024);
  write_context_fields (self, out);
  kb_write_u64 (out, self->seen_seq);
  kb_write_bytes (out, self->seen_link, KB_HASH_SIZE);
  kb_write_u64 (out, self->seen_roster_seq);
  kb_write_bytes (out, self->seen_roster_link, KB_HASH_SIZE);
  kb_write_u8 (out, strlen (self->audience));
  kb_write_bytes (out, self->audience, strlen (self->audience));
  kb_write_u32 (out, self->epoch);
  kb_write_bytes (out, self->profile, KB_HASH_SIZE);
  kb_write_u64 (out, self->author_time);
  kb_write_bytes (out, self->replaces, KB_HASH_SIZE);
  kb_write_u8 (out, self->sealed_by);
  kb_write_u8 (out, self->n_pow);
  kb_write_bytes (out, self->pow, self->n_pow);
  kb_write_u8 (out, self->n_parts);
  for (guint i = 0; i < self->n_parts; i++)
    {
      kb_write_u8 (out, self->parts[i].role);
      kb_write_u32 (out, self->parts[i].length);
      kb_write_bytes (out, self->parts[i].hash, KB_HASH_SIZE);
    }

  return g_byte_array_free_to_bytes (out);
}

static gboolean
malformed (GError     **error,
           const char  *message)
{
  g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_MALFORMED, message);
  return FALSE;
}

static gboolean
read_audience (KbReader *reader,
               KbHeader *header)
{
  guint8 length = kb_reader_u8 (reader);

  if (length > KB_LIMIT_AUDIENCE)
    return FALSE;
  kb_reader_copy (reader, header->audience, length);
  for (guint i = 0; i < length; i++)
    {
      char c = header->audience[i];

      if (!g_ascii_islower (c) && !g_ascii_isdigit (c) && c != '-')
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_pow (KbReader *reader,
          KbHeader *header)
{
  header->n_pow = kb_reader_u8 (reader);
  if (header->n_pow > KB_LIMIT_POW)
    return FALSE;
  kb_reader_copy (reader, header->pow, header->n_pow);

  return TRUE;
}

static gboolean
read_parts (KbReader *reader,
            KbHeader *header)
{
  guint8 last_role = 0;

  header->n_parts = kb_reader_u8 (reader);
  if (header->n_parts > KB_LIMIT_PARTS)
    return FALSE;

  for (guint i = 0; i < header->n_parts; i++)
    {
      KbPartDigest *part = &header->parts[i];

      part->role = kb_reader_u8 (reader);
      part->length = kb_reader_u32 (reader);
      kb_reader_copy (reader, part->hash, KB_HASH_SIZE);
      if (part->role <= last_role || part->length > KB_LIMIT_PART)
        return FALSE;
      last_role = part->role;
    }

  return TRUE;
}

static void
read_context_fields (KbReader *reader,
                     KbHeader *header)
{
  kb_reader_copy (reader, header->genesis, KB_HASH_SIZE);
  header->stream = kb_reader_u8 (reader);
  kb_reader_copy (reader, header->case_id, KB_CASE_ID_SIZE);
  header->kind = kb_reader_u8 (reader);
  kb_reader_copy (reader, header->author, KB_SIGN_PUBLIC_SIZE);
  header->author_seq = kb_reader_u64 (reader);
  kb_reader_copy (reader, header->author_prev, KB_HASH_SIZE);
  kb_reader_copy (reader, header->nonce, KB_NONCE_SIZE);
}

static gboolean
read_rest (KbReader *reader,
           KbHeader *header)
{
  header->seen_seq = kb_reader_u64 (reader);
  kb_reader_copy (reader, header->seen_link, KB_HASH_SIZE);
  header->seen_roster_seq = kb_reader_u64 (reader);
  kb_reader_copy (reader, header->seen_roster_link, KB_HASH_SIZE);
  if (!read_audience (reader, header))
    return FALSE;
  header->epoch = kb_reader_u32 (reader);
  kb_reader_copy (reader, header->profile, KB_HASH_SIZE);
  header->author_time = kb_reader_u64 (reader);
  kb_reader_copy (reader, header->replaces, KB_HASH_SIZE);
  header->sealed_by = kb_reader_u8 (reader);

  return read_pow (reader, header) && read_parts (reader, header) && kb_reader_finish (reader);
}

/**
 * kb_header_decode:
 * @data: exactly one header
 * @ret_header: (out caller-allocates): untouched on failure
 *
 * Accepts only what kb_header_encode() writes, so that one header has one id.
 * Kinds and roles that this program does not know are accepted.
 *
 * Returns: whether @data is a header; otherwise %KB_ENTRY_ERROR_MALFORMED or
 *   %KB_ENTRY_ERROR_VERSION
 */
gboolean
kb_header_decode (gconstpointer   data,
                  gsize           size,
                  KbHeader       *ret_header,
                  GError        **error)
{
  KbHeader header = { 0 };
  KbReader reader;
  guint8 version, flags;

  if (size > KB_LIMIT_HEADER)
    return malformed (error, "The header is too long");

  kb_reader_init (&reader, data, size);
  version = kb_reader_u8 (&reader);
  if (size > 0 && version != FORMAT_VERSION)
    {
      g_set_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_VERSION,
                   "The entry is of format version %u", version);
      return FALSE;
    }

  flags = kb_reader_u8 (&reader);
  header.critical = (flags & FLAG_CRITICAL) != 0;
  read_context_fields (&reader, &header);
  if (!read_rest (&reader, &header))
    return malformed (error, "The header is damaged");
  if ((flags & ~FLAG_CRITICAL) != 0 || header.stream < KB_STREAM_ROSTER ||
      header.stream > KB_STREAM_LEADERSHIP || header.author_seq == 0 || header.sealed_by > 1)
    return malformed (error, "The header holds a value that is not allowed");

  *ret_header = header;

  return TRUE;
}

/**
 * kb_header_get_context:
 * @ret_context: (out caller-allocates): SHA-256 of the first 140 bytes
 *
 * Known before the parts are, so that each part can state the entry it belongs to.
 */
void
kb_header_get_context (const KbHeader *self,
                       guint8          ret_context[KB_HASH_SIZE])
{
  g_autoptr(GByteArray) fields = g_byte_array_sized_new (KB_CONTEXT_OFFSET);

  g_return_if_fail (self != NULL);

  write_context_fields (self, fields);
  crypto_hash_sha256 (ret_context, fields->data, fields->len);
}

/**
 * kb_header_add_part:
 * @role: higher than the role of the part added before
 * @bytes: the part as it will travel
 *
 * States length and hash of the next part.
 */
void
kb_header_add_part (KbHeader   *self,
                    KbPartRole  role,
                    GBytes     *bytes)
{
  KbPartDigest *part;
  gconstpointer data;
  gsize size;

  g_return_if_fail (self != NULL && bytes != NULL);
  g_return_if_fail (self->n_parts < KB_LIMIT_PARTS);
  g_return_if_fail (self->n_parts == 0 || self->parts[self->n_parts - 1].role < role);

  data = g_bytes_get_data (bytes, &size);
  part = &self->parts[self->n_parts++];
  part->role = role;
  part->length = size;
  crypto_hash_sha256 (part->hash, data, size);
}

static const char *const stream_names[] = { NULL, "roster", "office", "leadership" };
static const char *const role_names[] = {
  NULL, "body", "story", "contact", "civil", "ktp", "custody", "key", "message", "work",
};

static guint
find_name (const char *const *names,
           guint              n_names,
           const char        *name)
{
  for (guint i = 1; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;

  return 0;
}

/**
 * kb_stream_to_string:
 *
 * Returns: the stream's name, as in addresses and audiences, or %NULL
 */
const char *
kb_stream_to_string (KbStream stream)
{
  return stream < G_N_ELEMENTS (stream_names) ? stream_names[stream] : NULL;
}

gboolean
kb_stream_from_string (const char *name,
                       KbStream   *ret_stream)
{
  guint i = find_name (stream_names, G_N_ELEMENTS (stream_names), name);

  if (i == 0)
    return FALSE;
  *ret_stream = i;

  return TRUE;
}

/**
 * kb_role_to_string:
 *
 * Returns: (nullable): the part's name, as in addresses and bodies, or %NULL
 *   for a role not known yet
 */
const char *
kb_role_to_string (KbPartRole role)
{
  return role < G_N_ELEMENTS (role_names) ? role_names[role] : NULL;
}

gboolean
kb_role_from_string (const char *name,
                     KbPartRole *ret_role)
{
  guint i = find_name (role_names, G_N_ELEMENTS (role_names), name);

  if (i == 0)
    return FALSE;
  *ret_role = i;

  return TRUE;
}
