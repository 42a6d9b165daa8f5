/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes that people speak, type and print: docs/protocol.md, "Codes". */
#include "config.h"

#include "kb-code.h"

#include "kb-base32.h"
#include "kb-bytes.h"
#include "kb-sha256.h"

#define CODE_LABEL "kumbang/code/v1"
#define INTAKE_LABEL "kumbang/intake/v1"
#define PLACE_LABEL "kumbang/rendezvous/v1"
#define GROUP 4
#define CHECKED_SIZE (KB_CODE_SIZE + 1)
#define INTAKE_SIZE (KB_CODE_SIZE - KB_CODE_HALF_SIZE)

G_DEFINE_QUARK (kb-code-error-quark, kb_code_error)

static guint8
check_of (KbCodeType   type,
          const guint8 code[KB_CODE_SIZE])
{
  guint8 digest[KB_HASH_SIZE];
  KbSha256 hash;

  kb_sha256_init (&hash, CODE_LABEL);
  kb_sha256_u8 (&hash, type);
  kb_sha256_bytes (&hash, code, KB_CODE_SIZE);
  kb_sha256_finish (&hash, digest);

  return digest[0];
}

/**
 * kb_code_to_text:
 *
 * Returns: (transfer full): ten groups of four letters, joined by hyphens; a
 *   first code is a secret, for the caller to wipe
 */
char *
kb_code_to_text (KbCodeType   type,
                 const guint8 code[KB_CODE_SIZE])
{
  guint8 checked[CHECKED_SIZE];
  char letters[KB_CODE_LETTERS + 1];
  char *text = g_malloc (KB_CODE_LETTERS + KB_CODE_LETTERS / GROUP);
  char *at = text;

  memcpy (checked, code, KB_CODE_SIZE);
  checked[KB_CODE_SIZE] = check_of (type, code);
  kb_base32_encode (checked, sizeof checked, letters);
  for (guint i = 0; i < KB_CODE_LETTERS; i++)
    {
      if (i > 0 && i % GROUP == 0)
        *at++ = '-';
      *at++ = letters[i];
    }
  *at = '\0';
  sodium_memzero (checked, sizeof checked);
  sodium_memzero (letters, sizeof letters);

  return text;
}

/* What was meant by a letter, or 0 if it is in no code. */
static char
forgive (char letter)
{
  switch (letter)
    {
    case '0':
      return 'O';
    case '1':
      return 'I';
    case '8':
      return 'B';
    case '9':
      return 0;
    default:
      return g_ascii_isalnum (letter) ? g_ascii_toupper (letter) : 0;
    }
}

static gboolean
read_letters (const char  *text,
              char         ret_letters[KB_CODE_LETTERS + 1],
              GError     **error)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    {
      char letter;

      if (g_ascii_isspace (*text) || *text == '-')
        continue;
      letter = forgive (*text);
      if (letter == 0)
        {
          g_set_error_literal (error, KB_CODE_ERROR, KB_CODE_ERROR_LETTER,
                               "The code has a character that is in no code");
          return FALSE;
        }
      if (n < KB_CODE_LETTERS)
        ret_letters[n] = letter;
      n++;
    }
  if (n != KB_CODE_LETTERS)
    {
      g_set_error (error, KB_CODE_ERROR, KB_CODE_ERROR_LENGTH,
                   "The code has %u letters, not %u", n, KB_CODE_LETTERS);
      return FALSE;
    }
  ret_letters[n] = '\0';

  return TRUE;
}

static gboolean
check_code (const guint8   checked[CHECKED_SIZE],
            KbCodeType     type,
            GError       **error)
{
  KbCodeType other = type == KB_CODE_FIRST ? KB_CODE_JOIN : KB_CODE_FIRST;

  if (check_of (type, checked) == checked[KB_CODE_SIZE])
    return TRUE;
  if (check_of (other, checked) == checked[KB_CODE_SIZE])
    g_set_error_literal (error, KB_CODE_ERROR, KB_CODE_ERROR_TYPE,
                         "The code is for something else");
  else
    g_set_error_literal (error, KB_CODE_ERROR, KB_CODE_ERROR_CHECK,
                         "The code has a letter that is not right");

  return FALSE;
}

/**
 * kb_code_parse:
 * @text: as a person typed it; case, spaces and hyphens don't matter, and 0, 1
 *   and 8 are read as O, I and B
 * @ret_code: (out caller-allocates): untouched on failure
 *
 * Returns: %FALSE with a #KbCodeError
 */
gboolean
kb_code_parse (const char  *text,
               KbCodeType   type,
               guint8       ret_code[KB_CODE_SIZE],
               GError     **error)
{
  char letters[KB_CODE_LETTERS + 1];
  guint8 checked[CHECKED_SIZE];
  gboolean right;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!read_letters (text, letters, error))
    return FALSE;
  right = kb_base32_decode (letters, checked, sizeof checked) && check_code (checked, type, error);
  if (right)
    memcpy (ret_code, checked, KB_CODE_SIZE);
  sodium_memzero (letters, sizeof letters);
  sodium_memzero (checked, sizeof checked);

  return right;
}

static void
hash_of (const char    *label,
         gconstpointer  data,
         gsize          size,
         guint8         ret_digest[KB_HASH_SIZE])
{
  KbSha256 hash;

  kb_sha256_init (&hash, label);
  kb_sha256_bytes (&hash, data, size);
  kb_sha256_finish (&hash, ret_digest);
}

/**
 * kb_code_new_first:
 * @secret: the bearer token's 16 bytes
 * @intake: the key that signs heads
 * @ret_code: (out caller-allocates): of type %KB_CODE_FIRST
 */
void
kb_code_new_first (const guint8 secret[KB_CODE_HALF_SIZE],
                   const guint8 intake[KB_SIGN_PUBLIC_SIZE],
                   guint8       ret_code[KB_CODE_SIZE])
{
  guint8 digest[KB_HASH_SIZE];

  hash_of (INTAKE_LABEL, intake, KB_SIGN_PUBLIC_SIZE, digest);
  memcpy (ret_code, secret, KB_CODE_HALF_SIZE);
  memcpy (ret_code + KB_CODE_HALF_SIZE, digest, INTAKE_SIZE);
}

/**
 * kb_code_get_token:
 * @code: of type %KB_CODE_FIRST
 *
 * Returns: (transfer full): the bearer token, 32 hex digits, for the caller to wipe
 */
char *
kb_code_get_token (const guint8 code[KB_CODE_SIZE])
{
  return kb_hex_encode (code, KB_CODE_HALF_SIZE);
}

/**
 * kb_code_names_intake:
 * @code: of type %KB_CODE_FIRST
 *
 * Returns: whether the code was printed by the server with this key
 */
gboolean
kb_code_names_intake (const guint8 code[KB_CODE_SIZE],
                      const guint8 intake[KB_SIGN_PUBLIC_SIZE])
{
  guint8 digest[KB_HASH_SIZE];

  hash_of (INTAKE_LABEL, intake, KB_SIGN_PUBLIC_SIZE, digest);

  return memcmp (code + KB_CODE_HALF_SIZE, digest, INTAKE_SIZE) == 0;
}

/**
 * kb_code_new_join:
 * @nonce: random
 * @ret_code: (out caller-allocates): of type %KB_CODE_JOIN
 */
void
kb_code_new_join (const guint8 genesis[KB_HASH_SIZE],
                  const guint8 nonce[8],
                  guint8       ret_code[KB_CODE_SIZE])
{
  memcpy (ret_code, genesis, KB_CODE_HALF_SIZE);
  memcpy (ret_code + KB_CODE_HALF_SIZE, nonce, KB_CODE_SIZE - KB_CODE_HALF_SIZE);
}

/**
 * kb_code_names_genesis:
 * @code: of type %KB_CODE_JOIN
 *
 * Returns: whether the code is for the office of @genesis
 */
gboolean
kb_code_names_genesis (const guint8 code[KB_CODE_SIZE],
                       const guint8 genesis[KB_HASH_SIZE])
{
  return memcmp (code, genesis, KB_CODE_HALF_SIZE) == 0;
}

/**
 * kb_code_get_place:
 * @code: of type %KB_CODE_JOIN
 * @ret_place: (out caller-allocates): hex of the meeting place, all that the server hears
 */
void
kb_code_get_place (const guint8 code[KB_CODE_SIZE],
                   char         ret_place[KB_CODE_PLACE_SIZE])
{
  guint8 digest[KB_HASH_SIZE];
  g_autofree char *hex = NULL;

  hash_of (PLACE_LABEL, code, KB_CODE_SIZE, digest);
  hex = kb_hex_encode (digest, (KB_CODE_PLACE_SIZE - 1) / 2);
  g_strlcpy (ret_place, hex, KB_CODE_PLACE_SIZE);
}
