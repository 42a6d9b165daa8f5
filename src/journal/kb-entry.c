/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-entry.h"

#include "kb-base32.h"
#include "kb-bytes.h"
#include "kb-sha256.h"

#define ENTRY_LABEL "kumbang/entry/v1"
#define LEAF_LABEL "kumbang/leaf/v1"

G_STATIC_ASSERT (KB_HASH_SIZE == crypto_hash_sha256_BYTES);

struct _KbEntry
{
  gatomicrefcount  refs;
  KbHeader         header;
  GBytes          *header_bytes;
  guint8           id[KB_HASH_SIZE];
  guint8           signature[KB_SIGN_SIGNATURE_SIZE];
  GBytes          *parts[KB_LIMIT_PARTS];   /* NULL where not present */
  KbPartState      states[KB_LIMIT_PARTS];
};

G_DEFINE_BOXED_TYPE (KbEntry, kb_entry, kb_entry_ref, kb_entry_unref)

G_DEFINE_QUARK (kb-entry-error-quark, kb_entry_error)

static KbEntry *
entry_alloc (void)
{
  KbEntry *self = g_new0 (KbEntry, 1);

  g_atomic_ref_count_init (&self->refs);

  return self;
}

static void
set_header_bytes (KbEntry *self,
                  GBytes  *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  self->header_bytes = bytes;
  kb_entry_id_of (data, size, self->id);
}

/**
 * kb_entry_new:
 * @header: with author, nonce and the digests of all @parts
 * @parts: (array): as many as @header states, in its order
 * @author: signs; its public key is @header's author
 *
 * Returns: (transfer full): the signed entry
 */
KbEntry *
kb_entry_new (const KbHeader *header,
              GBytes *const  *parts,
              KbSigningKey   *author)
{
  KbEntry *self;

  g_return_val_if_fail (header != NULL && author != NULL, NULL);
  g_return_val_if_fail (memcmp (header->author, kb_signing_key_get_public (author),
                                KB_SIGN_PUBLIC_SIZE) == 0, NULL);

  self = entry_alloc ();
  self->header = *header;
  set_header_bytes (self, kb_header_encode (header));
  kb_signing_key_sign (author, ENTRY_LABEL, g_bytes_get_data (self->header_bytes, NULL),
                       g_bytes_get_size (self->header_bytes), self->signature);
  for (guint i = 0; i < header->n_parts; i++)
    {
      g_assert (g_bytes_get_size (parts[i]) == header->parts[i].length);
      self->parts[i] = g_bytes_ref (parts[i]);
    }

  return self;
}

KbEntry *
kb_entry_ref (KbEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_entry_unref (KbEntry *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->header_bytes, g_bytes_unref);
  for (guint i = 0; i < KB_LIMIT_PARTS; i++)
    g_clear_pointer (&self->parts[i], g_bytes_unref);
  g_free (self);
}

static GBytes *
read_slice (KbReader *reader,
            GBytes   *bytes,
            gsize     size)
{
  gsize offset = reader->offset;

  return kb_reader_bytes (reader, size) != NULL ? g_bytes_new_from_bytes (bytes, offset,
                                                                          size) : NULL;
}

static gboolean
read_parts (KbEntry  *self,
            KbReader *reader,
            GBytes   *bytes)
{
  for (guint i = 0; i < self->header.n_parts; i++)
    {
      guint8 state = kb_reader_u8 (reader);

      if (state > KB_PART_STUB)
        return FALSE;
      self->states[i] = state;
      if (state == KB_PART_PRESENT)
        self->parts[i] = read_slice (reader, bytes, self->header.parts[i].length);
    }

  return kb_reader_finish (reader);
}

static gboolean
malformed (GError     **error,
           const char  *message)
{
  g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_MALFORMED, message);
  return FALSE;
}

/*   u32 header length ‖ header ‖ 64 signature ‖ for each part:
 *       u8 state ‖ if present: the part's bytes                  */
static gboolean
read_entry (KbEntry  *self,
            GBytes   *bytes,
            GError  **error)
{
  KbReader reader;
  guint32 header_size;
  GBytes *header;

  kb_reader_init (&reader, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  header_size = kb_reader_u32 (&reader);
  if (header_size > KB_LIMIT_HEADER)
    return malformed (error, "The header is too long");
  header = read_slice (&reader, bytes, header_size);
  if (header == NULL)
    return malformed (error, "The entry is cut off");
  set_header_bytes (self, header);
  if (!kb_header_decode (g_bytes_get_data (header, NULL), header_size, &self->header, error))
    return FALSE;
  kb_reader_copy (&reader, self->signature, KB_SIGN_SIGNATURE_SIZE);

  return read_parts (self, &reader, bytes) || malformed (error, "The entry's parts are damaged");
}

/**
 * kb_entry_decode_bytes:
 * @bytes: exactly one entry; kept, the parts are slices of it
 *
 * Looks at the form only: see kb_entry_verify_signature(),
 * kb_entry_verify_parts() and kb_entry_check_rules() for the rest.
 *
 * Returns: (transfer full): the entry, or %NULL with %KB_ENTRY_ERROR_MALFORMED
 *   or %KB_ENTRY_ERROR_VERSION
 */
KbEntry *
kb_entry_decode_bytes (GBytes  *bytes,
                       GError **error)
{
  g_autoptr(KbEntry) self = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > KB_LIMIT_ENTRY)
    {
      malformed (error, "The entry is too long");
      return NULL;
    }

  self = entry_alloc ();

  return read_entry (self, bytes, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * kb_entry_decode:
 * @data: exactly one entry; copied
 *
 * Returns: (transfer full): as kb_entry_decode_bytes()
 */
KbEntry *
kb_entry_decode (gconstpointer   data,
                 gsize           size,
                 GError        **error)
{
  g_autoptr(GBytes) bytes = NULL;

  if (size > KB_LIMIT_ENTRY)
    {
      malformed (error, "The entry is too long");
      return NULL;
    }
  bytes = g_bytes_new (data, size);

  return kb_entry_decode_bytes (bytes, error);
}

/**
 * kb_entry_encode:
 *
 * Returns: (transfer full): the entry as it travels, with the parts it has
 */
GBytes *
kb_entry_encode (const KbEntry *self)
{
  return kb_entry_encode_for (self, NULL, NULL);
}

/**
 * kb_entry_encode_for:
 * @state_of: (nullable): says for the n-th part of the header whether it is
 *   handed out, or why not; not asked for parts that @self does not have
 * @data: handed to @state_of
 *
 * Returns: (transfer full): the entry as it travels to one reader
 */
GBytes *
kb_entry_encode_for (const KbEntry *self,
                     KbPartState  (*state_of) (const KbEntry *entry,
                                               guint          part,
                                               gpointer       data),
                     gpointer       data)
{
  GByteArray *out;
  gsize size = 4 + KB_LIMIT_PARTS + KB_SIGN_SIGNATURE_SIZE;

  g_return_val_if_fail (self != NULL, NULL);

  size += g_bytes_get_size (self->header_bytes);
  for (guint i = 0; i < self->header.n_parts; i++)
    size += self->header.parts[i].length;

  out = g_byte_array_sized_new (size);
  kb_write_u32 (out, g_bytes_get_size (self->header_bytes));
  kb_write_bytes (out, g_bytes_get_data (self->header_bytes, NULL),
                  g_bytes_get_size (self->header_bytes));
  kb_write_bytes (out, self->signature, KB_SIGN_SIGNATURE_SIZE);
  for (guint i = 0; i < self->header.n_parts; i++)
    {
      KbPartState state = self->states[i];

      if (state == KB_PART_PRESENT && state_of != NULL)
        state = state_of (self, i, data);
      kb_write_u8 (out, state);
      if (state == KB_PART_PRESENT)
        kb_write_bytes (out, g_bytes_get_data (self->parts[i], NULL),
                        g_bytes_get_size (self->parts[i]));
    }

  return g_byte_array_free_to_bytes (out);
}

/**
 * kb_entry_get_header:
 *
 * Returns: (transfer none): the header; lives as long as the entry
 */
const KbHeader *
kb_entry_get_header (const KbEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->header;
}

/**
 * kb_entry_get_header_bytes:
 *
 * Returns: (transfer none): the header's bytes, which id and signature cover
 */
GBytes *
kb_entry_get_header_bytes (const KbEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->header_bytes;
}

/**
 * kb_entry_get_signature:
 *
 * Returns: (transfer none): %KB_SIGN_SIGNATURE_SIZE bytes
 */
const guint8 *
kb_entry_get_signature (const KbEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->signature;
}

/**
 * kb_entry_get_id:
 *
 * Returns: (transfer none): %KB_HASH_SIZE bytes; two entries with one id are one entry
 */
const guint8 *
kb_entry_get_id (const KbEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * kb_entry_get_leaf:
 * @ret_leaf: (out caller-allocates): SHA-256(label ‖ id ‖ signature)
 */
void
kb_entry_get_leaf (const KbEntry *self,
                   guint8         ret_leaf[KB_HASH_SIZE])
{
  KbSha256 hash;

  g_return_if_fail (self != NULL);

  kb_sha256_init (&hash, LEAF_LABEL);
  kb_sha256_bytes (&hash, self->id, KB_HASH_SIZE);
  kb_sha256_bytes (&hash, self->signature, KB_SIGN_SIGNATURE_SIZE);
  kb_sha256_finish (&hash, ret_leaf);
}

static int
find_part (const KbEntry *self,
           KbPartRole     role)
{
  for (guint i = 0; i < self->header.n_parts; i++)
    if (self->header.parts[i].role == role)
      return i;

  return -1;
}

/**
 * kb_entry_get_part:
 * @ret_state: (out) (optional): why there are no bytes; set only if the header
 *   states the part
 *
 * Returns: (transfer none) (nullable): the part's bytes, or %NULL where they
 *   are not here or the header has no such part
 */
GBytes *
kb_entry_get_part (const KbEntry *self,
                   KbPartRole     role,
                   KbPartState   *ret_state)
{
  int i;

  g_return_val_if_fail (self != NULL, NULL);

  i = find_part (self, role);
  if (i < 0)
    return NULL;
  if (ret_state != NULL)
    *ret_state = self->states[i];

  return self->parts[i];
}

/**
 * kb_entry_has_part:
 *
 * Returns: whether the header states such a part, here or not
 */
gboolean
kb_entry_has_part (const KbEntry *self,
                   KbPartRole     role)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return find_part (self, role) >= 0;
}

/**
 * kb_entry_is_complete:
 *
 * Returns: whether the bytes of every part are here, as a submission must have them
 */
gboolean
kb_entry_is_complete (const KbEntry *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->header.n_parts; i++)
    if (self->states[i] != KB_PART_PRESENT)
      return FALSE;

  return TRUE;
}

/**
 * kb_entry_verify_signature:
 *
 * Returns: whether the header's author signed the header; otherwise
 *   %KB_ENTRY_ERROR_SIGNATURE
 */
gboolean
kb_entry_verify_signature (const KbEntry  *self,
                           GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (kb_sign_verify (self->header.author, ENTRY_LABEL, g_bytes_get_data (self->header_bytes, NULL),
                      g_bytes_get_size (self->header_bytes), self->signature))
    return TRUE;

  g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_SIGNATURE,
                       "The author's signature does not fit the entry");
  return FALSE;
}

static gboolean
is_identity (guint8 role)
{
  return role == KB_ROLE_CONTACT || role == KB_ROLE_CIVIL || role == KB_ROLE_KTP;
}

/* Only identities are withheld, and whoever pulls an entry gets its body.
 * Whether an erased part was expunged is judged by who knows the stream. */
static gboolean
state_is_allowed (guint8      role,
                  KbPartState state)
{
  if (state == KB_PART_WITHHELD)
    return is_identity (role);
  if (state == KB_PART_STUB)
    return role != KB_ROLE_BODY;

  return TRUE;
}

/**
 * kb_entry_verify_parts:
 *
 * Compares the parts that are here with the hashes that were signed.
 *
 * Returns: %FALSE with %KB_ENTRY_ERROR_PART if one differs, or is missing for
 *   a reason that its role does not have
 */
gboolean
kb_entry_verify_parts (const KbEntry  *self,
                       GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->header.n_parts; i++)
    {
      const KbPartDigest *part = &self->header.parts[i];
      guint8 hash[KB_HASH_SIZE];
      gboolean valid = state_is_allowed (part->role, self->states[i]);

      if (valid && self->parts[i] != NULL)
        {
          crypto_hash_sha256 (hash, g_bytes_get_data (self->parts[i], NULL), part->length);
          valid = memcmp (hash, part->hash, KB_HASH_SIZE) == 0;
        }
      if (!valid)
        {
          g_set_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_PART,
                       "Part %u is not what the author signed", part->role);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * kb_entry_id_of:
 * @header: encoded header
 * @ret_id: (out caller-allocates): SHA-256(label ‖ header)
 */
void
kb_entry_id_of (gconstpointer header,
                gsize         size,
                guint8        ret_id[KB_HASH_SIZE])
{
  KbSha256 hash;

  kb_sha256_init (&hash, ENTRY_LABEL);
  kb_sha256_bytes (&hash, header, size);
  kb_sha256_finish (&hash, ret_id);
}

/**
 * kb_registration_number:
 * @id: of the complaint's entry
 *
 * Returns: (transfer full): the number on the receipt, XXXXX-XXXXX: the first
 *   50 bits of @id in RFC 4648's base32
 */
char *
kb_registration_number (const guint8 id[KB_HASH_SIZE])
{
  char letters[KB_BASE32_LENGTH (7) + 1];
  char *number = g_malloc (12);

  kb_base32_encode (id, 7, letters);
  memcpy (number, letters, 5);
  memcpy (number + 6, letters + 5, 5);
  number[5] = '-';
  number[11] = '\0';

  return number;
}
