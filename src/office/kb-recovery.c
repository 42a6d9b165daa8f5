/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-recovery.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-base32.h"
#include "kb-sha256.h"

/* The sheet, which a person types from paper one day:
 *
 *   kumbang-recovery-2
 *   A1 ABCD EFGH IJKL MNOP      8 bytes and 2 bytes of check in base32
 *   A2 …
 *
 * A is the Ed25519 seed, B the X25519 secret, C the genesis id, D the intake's key, 4 lines each,
 * the last two where the office is known; then the server's address with its check:
 *
 *   E https://lapor.example.go.id QRST
 *
 * check = first 2 bytes of SHA-256("kumbang/sheet/v1" ‖ the line's name ‖ what it says). The first
 * form of the sheet, "kumbang-recovery-1", the seed in hex and the age identity, is still read. */

#define OLD_TITLE "kumbang-recovery-1"
#define TITLE "kumbang-recovery-2"
#define LABEL "kumbang/sheet/v1"
#define HEX_SIZE (2 * KB_SIGN_SEED_SIZE)
#define LINE_BYTES 8
#define CHECK_BYTES 2
#define LINES 4                 /* of one key */
#define LETTERS KB_BASE32_LENGTH (LINE_BYTES + CHECK_BYTES)
#define LINE_SIZE (2 + LETTERS / 4 * 5 + 1)
#define CHECK_LETTERS KB_BASE32_LENGTH (CHECK_BYTES)
#define MAX_ADDRESS 400

G_DEFINE_QUARK (kb-office-error-quark, kb_office_error)

KbRecovery *
kb_recovery_generate (void)
{
  KbRecovery *self = g_new0 (KbRecovery, 1);

  self->sign = kb_signing_key_generate ();
  self->age = kb_age_identity_generate ();

  return self;
}

void
kb_recovery_free (KbRecovery *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->sign, kb_signing_key_unref);
  g_clear_pointer (&self->age, kb_age_identity_unref);
  g_free (self->endpoint);
  g_free (self);
}

static void
compute_check (const char    *name,
               gconstpointer  data,
               gsize          size,
               guint8         ret_check[CHECK_BYTES])
{
  guint8 hash[crypto_hash_sha256_BYTES];
  KbSha256 state;

  kb_sha256_init (&state, LABEL);
  kb_sha256_bytes (&state, name, strlen (name));
  kb_sha256_bytes (&state, data, size);
  kb_sha256_finish (&state, hash);
  memcpy (ret_check, hash, CHECK_BYTES);
  sodium_memzero (hash, sizeof hash);
  sodium_memzero (&state, sizeof state);
}

/* "A1 ABCD EFGH IJKL MNOP\n" for each 8 bytes of a key. */
static char *
write_key (char          *out,
           char           letter,
           const guint8  *key)
{
  for (guint i = 0; i < LINES; i++)
    {
      const char name[] = { letter, (char) ('1' + i), '\0' };
      guint8 bytes[LINE_BYTES + CHECK_BYTES];
      char letters[LETTERS + 1];

      memcpy (bytes, key + i * LINE_BYTES, LINE_BYTES);
      compute_check (name, bytes, LINE_BYTES, bytes + LINE_BYTES);
      kb_base32_encode (bytes, sizeof bytes, letters);
      *out++ = name[0];
      *out++ = name[1];
      for (guint j = 0; j < LETTERS; j++)
        {
          if (j % 4 == 0)
            *out++ = ' ';
          *out++ = letters[j];
        }
      *out++ = '\n';
      sodium_memzero (bytes, sizeof bytes);
      sodium_memzero (letters, sizeof letters);
    }

  return out;
}

static char *
address_line (const char *endpoint)
{
  guint8 check[CHECK_BYTES];
  char letters[CHECK_LETTERS + 1];

  compute_check ("E", endpoint, strlen (endpoint), check);
  kb_base32_encode (check, sizeof check, letters);

  return g_strdup_printf ("E %s %s\n", endpoint, letters);
}

/**
 * kb_recovery_to_text:
 *
 * Returns: (transfer full): what is printed on the recovery sheet; with the
 *   office and its server where @self knows them
 */
KbSecret *
kb_recovery_to_text (KbRecovery *self)
{
  g_autofree char *address = self->endpoint != NULL ? address_line (self->endpoint) : g_strdup ("");
  guint n_keys = self->endpoint != NULL ? 4 : 2;
  gsize size = strlen (TITLE "\n") + n_keys * LINES * LINE_SIZE + strlen (address);
  KbSecret *text = kb_secret_new_zeroed (size);
  char *out = (char *) kb_secret_get_writable (text);

  memcpy (out, TITLE "\n", strlen (TITLE "\n"));
  out += strlen (TITLE "\n");
  out = write_key (out, 'A', kb_secret_get_data (kb_signing_key_get_seed (self->sign)));
  out = write_key (out, 'B', kb_secret_get_data (kb_age_identity_get_scalar (self->age)));
  if (self->endpoint != NULL)
    {
      out = write_key (out, 'C', self->genesis);
      out = write_key (out, 'D', self->intake);
      memcpy (out, address, strlen (address));
    }

  return text;
}

static gboolean
sheet_error (GError     **error,
             const char  *message)
{
  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY, message);
  return FALSE;
}

static gboolean
line_error (GError     **error,
            const char  *name)
{
  /* Translators: %s is the name of a line on the recovery sheet, such as A3. */
  g_set_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY,
               _("Line %s of the recovery sheet is not right: compare it letter by letter"), name);
  return FALSE;
}

/* What is typed, key by key; the keys are as long as a line count of 4 makes them. */
typedef struct
{
  KbSecret *keys[4];            /* A to D, of 32 bytes */
  guint     seen[4];            /* bits of their lines */
  char     *endpoint;
} Sheet;

static void
sheet_clear (Sheet *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->keys); i++)
    g_clear_pointer (&self->keys[i], kb_secret_unref);
  g_free (self->endpoint);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

/* Small letters, spaces and hyphens are taken; 0, 1 and 8 are O, I and B, which base32 lacks. */
static gboolean
gather_letters (const char *in,
                gsize       size,
                char        ret_letters[LETTERS + 1])
{
  gsize n = 0;

  for (gsize i = 0; i < size; i++)
    {
      char c = g_ascii_toupper (in[i]);

      if (g_ascii_isspace (c) || c == '-')
        continue;
      if (n == LETTERS)
        return FALSE;
      ret_letters[n++] = c == '0' ? 'O' : c == '1' ? 'I' : c == '8' ? 'B' : c;
    }
  ret_letters[n] = '\0';

  return n == LETTERS;
}

static gboolean
read_key_line (Sheet       *sheet,
               const char  *line,
               gsize        size,
               GError     **error)
{
  const char name[] = { g_ascii_toupper (line[0]), line[1], '\0' };
  guint key = name[0] - 'A';
  guint at = name[1] - '1';
  char letters[LETTERS + 1];
  guint8 bytes[LINE_BYTES + CHECK_BYTES];
  guint8 check[CHECK_BYTES];
  gboolean ok;

  ok = gather_letters (line + 2, size - 2, letters) &&
       kb_base32_decode (letters, bytes, sizeof bytes);
  if (ok)
    {
      compute_check (name, bytes, LINE_BYTES, check);
      ok = memcmp (check, bytes + LINE_BYTES, CHECK_BYTES) == 0;
    }
  if (ok)
    {
      memcpy (kb_secret_get_writable (sheet->keys[key]) + at * LINE_BYTES, bytes, LINE_BYTES);
      sheet->seen[key] |= 1u << at;
    }
  sodium_memzero (letters, sizeof letters);
  sodium_memzero (bytes, sizeof bytes);

  return ok || line_error (error, name);
}

static gboolean
read_address_line (Sheet       *sheet,
                   const char  *line,
                   gsize        size,
                   GError     **error)
{
  g_autofree char *text = g_strndup (line, MIN (size, MAX_ADDRESS));
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;

  if (g_strv_length (words) != 3)
    return line_error (error, "E");
  expected = address_line (words[1]);
  found = g_strdup_printf ("E %s %s\n", words[1], words[2]);
  if (g_ascii_strcasecmp (expected, found) != 0)
    return line_error (error, "E");
  g_free (sheet->endpoint);
  sheet->endpoint = g_strdup (words[1]);

  return TRUE;
}

static gboolean
read_line (Sheet       *sheet,
           const char  *line,
           gsize        size,
           GError     **error)
{
  if (size == 0 || (size == strlen (TITLE) && memcmp (line, TITLE, size) == 0))
    return TRUE;
  if (size > 2 && g_ascii_toupper (line[0]) == 'E' && line[1] == ' ')
    return read_address_line (sheet, line, size, error);
  if (size > 2 && g_ascii_toupper (line[0]) >= 'A' && g_ascii_toupper (line[0]) <= 'D' &&
      line[1] >= '1' && line[1] < '1' + LINES)
    return read_key_line (sheet, line, size, error);

  return sheet_error (error, _("The text is not a recovery sheet of this program"));
}

/* The two secrets always; the office's three together or not at all. */
static gboolean
check_whole (const Sheet  *sheet,
             GError      **error)
{
  gboolean named = sheet->endpoint != NULL || sheet->seen[2] != 0 || sheet->seen[3] != 0;

  if (sheet->seen[0] == 0 && sheet->seen[1] == 0)
    return sheet_error (error, _("The text is not a recovery sheet of this program"));
  for (guint key = 0; key < (named ? 4 : 2); key++)
    for (guint at = 0; at < LINES; at++)
      if ((sheet->seen[key] & 1u << at) == 0)
        {
          g_set_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY,
                       /* Translators: the name of a line on the recovery sheet, such as A3. */
                       _("Line %c%c of the recovery sheet is missing"), 'A' + key, '1' + at);
          return FALSE;
        }
  if (named && sheet->endpoint == NULL)
    return line_error (error, "E");

  return TRUE;
}

static KbRecovery *
read_lines (const char  *in,
            gsize        size,
            GError     **error)
{
  g_auto(Sheet) sheet = { .endpoint = NULL };
  KbRecovery *self;

  for (guint i = 0; i < G_N_ELEMENTS (sheet.keys); i++)
    sheet.keys[i] = kb_secret_new_zeroed (LINES * LINE_BYTES);
  while (size > 0)
    {
      const char *end = memchr (in, '\n', size);
      gsize whole = end != NULL ? (gsize) (end - in) : size;
      gsize start = 0;
      gsize n = whole;

      while (n > 0 && g_ascii_isspace (in[n - 1]))
        n--;
      while (start < n && g_ascii_isspace (in[start]))
        start++;
      if (!read_line (&sheet, in + start, n - start, error))
        return NULL;
      whole += end != NULL;
      in += whole;
      size -= whole;
    }
  if (!check_whole (&sheet, error))
    return NULL;

  self = g_new0 (KbRecovery, 1);
  self->sign = kb_signing_key_new_from_seed (sheet.keys[0]);
  self->age = kb_age_identity_new_x25519 (sheet.keys[1]);
  memcpy (self->genesis, kb_secret_get_data (sheet.keys[2]), sizeof self->genesis);
  memcpy (self->intake, kb_secret_get_data (sheet.keys[3]), sizeof self->intake);
  self->endpoint = g_steal_pointer (&sheet.endpoint);

  return self;
}

/* The first form: title, seed in hex, age identity. */
static KbRecovery *
read_old (const char  *in,
          gsize        size,
          GError     **error)
{
  gsize n_title = strlen (OLD_TITLE "\n");
  gsize n_keys = n_title + HEX_SIZE + 1;
  g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);
  g_autoptr(KbSecret) age = NULL;
  g_autoptr(KbRecovery) self = g_new0 (KbRecovery, 1);
  gsize n_seed = 0;

  while (size > 0 && g_ascii_isspace (in[size - 1]))
    size--;
  if (size > n_keys && in[n_keys - 1] == '\n' &&
      sodium_hex2bin (kb_secret_get_writable (seed), KB_SIGN_SEED_SIZE, in + n_title, HEX_SIZE,
                      NULL, &n_seed, NULL) == 0 && n_seed == KB_SIGN_SEED_SIZE)
    {
      age = kb_secret_new (in + n_keys, size - n_keys);
      self->sign = kb_signing_key_new_from_seed (seed);
      self->age = kb_age_identity_parse (age, NULL);
    }
  if (self->age != NULL)
    return g_steal_pointer (&self);

  sheet_error (error, _("The text is not a recovery sheet of this program"));
  return NULL;
}

/**
 * kb_recovery_from_text:
 * @text: as kb_recovery_to_text() made it, or typed from paper: lines in any
 *   order, with or without spaces, in small letters too
 *
 * Returns: (transfer full): the keys, or %NULL with %KB_OFFICE_ERROR_RECOVERY,
 *   which names the line that was mistyped
 */
KbRecovery *
kb_recovery_from_text (KbSecret  *text,
                       GError   **error)
{
  const char *in = (const char *) kb_secret_get_data (text);
  gsize size = kb_secret_get_size (text);

  if (size > strlen (OLD_TITLE "\n") && memcmp (in, OLD_TITLE "\n", strlen (OLD_TITLE "\n")) == 0)
    return read_old (in, size, error);

  return read_lines (in, size, error);
}
