/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-note.h"

#include "kb-bytes.h"

#include <sodium.h>
#include <string.h>

/* A signed note (c2sp.org/signed-note) with exactly one signature:
 *
 *   text, lines each with its newline
 *   (empty line)
 *   — NAME BASE64(4 key hash ‖ 64 Ed25519 over the text)
 */
#define DASH "\xe2\x80\x94 "
#define ED25519_TYPE 0x01
#define KEY_HASH_SIZE 4
#define SIGNATURE_BLOB (KEY_HASH_SIZE + KB_SIGN_SIGNATURE_SIZE)

#define HEAD_TITLE "kumbang/head/v1 "
#define HEAD_KEY_NAME "intake"

static void
compute_key_hash (const char   *key_name,
                  const guint8 *public_key,
                  guint8        ret_hash[KEY_HASH_SIZE])
{
  crypto_hash_sha256_state state;
  guint8 hash[crypto_hash_sha256_BYTES];
  const guint8 tail[2] = { '\n', ED25519_TYPE };

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *) key_name, strlen (key_name));
  crypto_hash_sha256_update (&state, tail, sizeof tail);
  crypto_hash_sha256_update (&state, public_key, KB_SIGN_PUBLIC_SIZE);
  crypto_hash_sha256_final (&state, hash);
  memcpy (ret_hash, hash, KEY_HASH_SIZE);
}

/**
 * kb_note_sign:
 * @text: ends in a newline
 * @key_name: without spaces and "+"
 *
 * Returns: (transfer full): the signed note
 */
char *
kb_note_sign (const char   *text,
              const char   *key_name,
              KbSigningKey *key)
{
  guint8 blob[SIGNATURE_BLOB];
  g_autofree char *base64 = NULL;

  g_return_val_if_fail (text != NULL && g_str_has_suffix (text, "\n"), NULL);
  g_return_val_if_fail (key_name != NULL && key != NULL, NULL);

  compute_key_hash (key_name, kb_signing_key_get_public (key), blob);
  kb_signing_key_sign_raw (key, text, strlen (text), blob + KEY_HASH_SIZE);
  base64 = g_base64_encode (blob, sizeof blob);

  return g_strdup_printf ("%s\n" DASH "%s %s\n", text, key_name, base64);
}

static gboolean
note_error (GError     **error,
            const char  *message)
{
  g_set_error_literal (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_NOTE, message);
  return FALSE;
}

static gboolean
is_note_text (const char *note,
              gsize       size)
{
  if (size == 0 || size > KB_LIMIT_NOTE || !g_utf8_validate_len (note, size, NULL))
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if ((guchar) note[i] < 0x20 && note[i] != '\n')
      return FALSE;

  return note[size - 1] == '\n';
}

/* Decodes base64 of exactly @size bytes and refuses every other spelling of them. */
static gboolean
decode_base64 (const char *base64,
               guint8     *ret_data,
               gsize       size)
{
  g_autofree guint8 *data = NULL;
  g_autofree char *again = NULL;
  gsize decoded_size;

  data = g_base64_decode (base64, &decoded_size);
  if (data == NULL || decoded_size != size)
    return FALSE;
  again = g_base64_encode (data, size);
  if (strcmp (again, base64) != 0)
    return FALSE;
  memcpy (ret_data, data, size);

  return TRUE;
}

/* Splits at the last empty line; what follows is one line of signature. */
static char *
split_note (const char *note,
            gsize       size,
            const char *key_name,
            guint8      ret_blob[SIGNATURE_BLOB])
{
  g_autofree char *text = NULL;
  g_autofree char *prefix = g_strconcat (DASH, key_name, " ", NULL);
  char *line;

  if (!is_note_text (note, size))
    return NULL;

  text = g_strndup (note, size - 1);
  line = g_strrstr (text, "\n\n");
  if (line == NULL || !g_str_has_prefix (line + 2, prefix) ||
      !decode_base64 (line + 2 + strlen (prefix), ret_blob, SIGNATURE_BLOB))
    return NULL;
  line[1] = '\0';

  return g_steal_pointer (&text);
}

/**
 * kb_note_read_unverified:
 *
 * For a stranger who has no key to compare: the page and the canary read the
 * profile so.
 *
 * Returns: (transfer full): the text, its signature not checked, or %NULL with
 *   %KB_CHAIN_ERROR_NOTE if @note is no signed note by @key_name
 */
char *
kb_note_read_unverified (const char  *note,
                         gsize        size,
                         const char  *key_name,
                         GError     **error)
{
  guint8 blob[SIGNATURE_BLOB];
  char *text = split_note (note, size, key_name, blob);

  if (text == NULL)
    note_error (error, "This is not a signed note");

  return text;
}

/**
 * kb_note_open:
 * @size: of @note in bytes
 * @key_name: the name that must stand in the signature's line
 * @public_key: the only key whose signature counts
 *
 * Returns: (transfer full): the text without its signature, or %NULL with
 *   %KB_CHAIN_ERROR_NOTE
 */
char *
kb_note_open (const char    *note,
              gsize          size,
              const char    *key_name,
              const guint8   public_key[KB_SIGN_PUBLIC_SIZE],
              GError       **error)
{
  guint8 blob[SIGNATURE_BLOB], key_hash[KEY_HASH_SIZE];
  g_autofree char *text = split_note (note, size, key_name, blob);

  if (text == NULL)
    {
      note_error (error, "This is not a signed note");
      return NULL;
    }

  compute_key_hash (key_name, public_key, key_hash);
  if (memcmp (key_hash, blob, KEY_HASH_SIZE) != 0 ||
      !kb_sign_verify_raw (public_key, text, strlen (text), blob + KEY_HASH_SIZE))
    {
      note_error (error, "The note is not signed by the expected key");
      return NULL;
    }

  return g_steal_pointer (&text);
}

/*   kumbang/head/v1 <genesis hex>
 *   office
 *   1204
 *   <base64 link>                 */
static char *
head_text (const KbChain *head)
{
  g_autofree char *genesis = kb_hex_encode (head->genesis, KB_HASH_SIZE);
  g_autofree char *link = g_base64_encode (head->link, KB_HASH_SIZE);

  return g_strdup_printf (HEAD_TITLE "%s\n%s\n%" G_GUINT64_FORMAT "\n%s\n", genesis,
                          kb_stream_to_string (head->stream), head->seq, link);
}

/**
 * kb_head_sign:
 * @head: genesis, stream, seq and link count
 *
 * Returns: (transfer full): the intake's word for that head
 */
char *
kb_head_sign (const KbChain *head,
              KbSigningKey  *intake)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (head != NULL && intake != NULL, NULL);

  text = head_text (head);

  return kb_note_sign (text, HEAD_KEY_NAME, intake);
}

/* Writing again what was read refuses leading zeros and the like. */
static gboolean
parse_head (const char   *text,
            const guint8  genesis[KB_HASH_SIZE],
            KbChain      *ret_head)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", 5);
  g_autofree char *again = NULL;
  KbChain head;
  KbStream stream;

  if (g_strv_length (lines) != 5 || !kb_stream_from_string (lines[1], &stream))
    return FALSE;
  kb_chain_init (&head, genesis, stream);
  if (!g_ascii_string_to_unsigned (lines[2], 10, 0, G_MAXUINT64, &head.seq, NULL) ||
      !decode_base64 (lines[3], head.link, KB_HASH_SIZE))
    return FALSE;
  again = head_text (&head);
  if (strcmp (again, text) != 0)
    return FALSE;
  *ret_head = head;

  return TRUE;
}

/**
 * kb_head_read:
 * @genesis: the office it must be for
 * @ret_head: (out caller-allocates): stream, seq and link; untouched on failure
 *
 * Returns: %FALSE with %KB_CHAIN_ERROR_NOTE if @note is not the intake's head
 *   of a stream of this office
 */
gboolean
kb_head_read (const char    *note,
              const guint8   genesis[KB_HASH_SIZE],
              const guint8   intake[KB_SIGN_PUBLIC_SIZE],
              KbChain       *ret_head,
              GError       **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (note != NULL && genesis != NULL && intake != NULL, FALSE);

  text = kb_note_open (note, strlen (note), HEAD_KEY_NAME, intake, error);
  if (text == NULL)
    return FALSE;

  return parse_head (text, genesis, ret_head) ||
         note_error (error, "The signed head is not one of this office");
}

/**
 * kb_head_check:
 * @head: what was computed here
 *
 * Returns: whether @note is the intake's word for exactly @head; otherwise
 *   %KB_CHAIN_ERROR_NOTE
 */
gboolean
kb_head_check (const char     *note,
               const KbChain  *head,
               const guint8    intake[KB_SIGN_PUBLIC_SIZE],
               GError        **error)
{
  KbChain signed_head;

  g_return_val_if_fail (head != NULL, FALSE);

  if (!kb_head_read (note, head->genesis, intake, &signed_head, error))
    return FALSE;
  if (signed_head.stream != head->stream || signed_head.seq != head->seq ||
      memcmp (signed_head.link, head->link, KB_HASH_SIZE) != 0)
    return note_error (error, "The signed head is for another state of the journal");

  return TRUE;
}
