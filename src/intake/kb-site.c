/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-site.h"

#include "kb-handlers.h"

#include <sodium.h>
#include <string.h>

/* A file of the page is read whole at the start; one larger is not of ours. */
#define MAX_FILE (4u * 1024 * 1024)
#define ETAG_BYTES 12

typedef enum
{
  CODING_NONE,
  CODING_GZIP,
  CODING_BROTLI,
  N_CODINGS
} Coding;

static const struct
{
  const char *name;
  const char *suffix;
} codings[N_CODINGS] = {
  [CODING_NONE] = { NULL, "" },
  [CODING_GZIP] = { "gzip", ".gz" },
  [CODING_BROTLI] = { "br", ".br" },
};

static const struct
{
  const char *suffix;
  const char *type;
} types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".svg", "image/svg+xml" },
  { ".png", "image/png" },
  { ".txt", "text/plain; charset=utf-8" },
};

static const struct
{
  const char *name;
  const char *value;
} headers[] = {
  { "Referrer-Policy", "no-referrer" },
  { "X-Content-Type-Options", "nosniff" },
  { "X-Frame-Options", "DENY" },
  { "Cross-Origin-Opener-Policy", "same-origin" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
};

typedef struct
{
  const char *type;
  char       *policy;           /* (nullable): Content-Security-Policy */
  GBytes     *bytes[N_CODINGS]; /* NULL: not in this coding */
  char       *etags[N_CODINGS];
} PageFile;

/**
 * KbSite:
 *
 * The citizen's page, in memory: the same bytes for every visitor, so that what
 * one sees can be compared with what another sees.
 */
struct _KbSite
{
  GHashTable *files;            /* file name → PageFile */
};

static void
page_file_free (gpointer data)
{
  PageFile *file = data;

  g_free (file->policy);
  for (guint i = 0; i < N_CODINGS; i++)
    {
      g_clear_pointer (&file->bytes[i], g_bytes_unref);
      g_free (file->etags[i]);
    }
  g_free (file);
}

static const char *
type_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (name, types[i].suffix))
      return types[i].type;

  return NULL;
}

static void
set_coding (PageFile *file,
            Coding    coding,
            GBytes   *bytes)
{
  guint8 hash[crypto_hash_sha256_BYTES];
  char hex[2 * ETAG_BYTES + 1];
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  crypto_hash_sha256 (hash, data, size);
  sodium_bin2hex (hex, sizeof hex, hash, ETAG_BYTES);
  file->bytes[coding] = g_bytes_ref (bytes);
  file->etags[coding] = g_strdup_printf ("\"%s\"", hex);
}

static gboolean
read_bytes (const char  *path,
            GBytes     **ret_bytes,
            GError     **error)
{
  char *data;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;
  *ret_bytes = g_bytes_new_take (data, size);
  if (size <= MAX_FILE)
    return TRUE;

  g_clear_pointer (ret_bytes, g_bytes_unref);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is too large for the page", path);
  return FALSE;
}

static GBytes *
compress (GBytes *plain)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory,
                                                                   G_CONVERTER (compressor));

  if (!g_output_stream_write_all (stream, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                                  NULL, NULL, NULL) ||
      !g_output_stream_close (stream, NULL, NULL))
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* A compressed sibling is used where there is one; gzip is made where there is none. */
static gboolean
read_file (KbSite      *self,
           const char  *folder,
           const char  *name,
           GError     **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  PageFile *file = g_new0 (PageFile, 1);

  file->type = type_of (name);
  g_hash_table_insert (self->files, g_strdup (name), file);
  for (Coding i = CODING_NONE; i < N_CODINGS; i++)
    {
      g_autofree char *coded = g_strconcat (path, codings[i].suffix, NULL);
      g_autoptr(GBytes) bytes = NULL;

      if (i == CODING_NONE || g_file_test (coded, G_FILE_TEST_IS_REGULAR))
        {
          if (!read_bytes (coded, &bytes, error))
            return FALSE;
        }
      else if (i == CODING_GZIP)
        bytes = compress (file->bytes[CODING_NONE]);
      if (bytes != NULL)
        set_coding (file, i, bytes);
    }

  return TRUE;
}

/* csp.txt has one line a file: NAME TAB POLICY. */
static gboolean
read_policies (KbSite      *self,
               const char  *folder,
               GError     **error)
{
  g_autofree char *path = g_build_filename (folder, "csp.txt", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');
      PageFile *file;

      if (tab == NULL)
        continue;
      *tab = '\0';
      file = g_hash_table_lookup (self->files, lines[i]);
      if (file != NULL && file->policy == NULL)
        file->policy = g_strstrip (g_strdup (tab + 1));
    }

  return TRUE;
}

/* A page without its policy must not be served: it is what keeps a slip in the
 * page from becoming a leak. */
static gboolean
check_policies (KbSite  *self,
                GError **error)
{
  GHashTableIter iter;
  gpointer name, file;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, &name, &file))
    if (g_str_has_suffix (name, ".html") && ((PageFile *) file)->policy == NULL)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "csp.txt has no line for “%s”",
                     (const char *) name);
        return FALSE;
      }

  return TRUE;
}

static gboolean
read_folder (KbSite      *self,
             const char  *folder,
             GError     **error)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.' && type_of (name) != NULL && !g_str_equal (name, "csp.txt") &&
        !read_file (self, folder, name, error))
      return FALSE;

  return read_policies (self, folder, error) && check_policies (self, error);
}

/**
 * kb_site_new:
 * @folder: (nullable): with index.html, en.html, kumbang.js, kembali.js, csp.txt and the
 *   templates of the form without JavaScript; %NULL for an intake without a page
 *
 * Returns: (transfer full): the page, or %NULL with a GFileError or GIOError
 */
KbSite *
kb_site_new (const char  *folder,
             GError     **error)
{
  g_autoptr(KbSite) self = g_new0 (KbSite, 1);

  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_file_free);
  if (folder != NULL && !read_folder (self, folder, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
kb_site_free (KbSite *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->files);
  g_free (self);
}

/* "br;q=1.0, gzip": a coding counts when it is named and not with q=0. */
static gboolean
accepts (KbRequest  *request,
         const char *coding)
{
  SoupMessageHeaders *request_headers =
    soup_server_message_get_request_headers (request->message);
  const char *list = soup_message_headers_get_list (request_headers, "Accept-Encoding");
  GSList *names = list != NULL ? soup_header_parse_quality_list (list, NULL) : NULL;
  gboolean found = g_slist_find_custom (names, coding, (GCompareFunc) g_ascii_strcasecmp) != NULL;

  soup_header_free_list (names);

  return found;
}

static Coding
choose_coding (const PageFile *file,
               KbRequest      *request)
{
  for (Coding i = CODING_BROTLI; i > CODING_NONE; i--)
    if (file->bytes[i] != NULL && accepts (request, codings[i].name))
      return i;

  return CODING_NONE;
}

static void
set_headers (const PageFile *file,
             KbRequest      *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    kb_request_set_header (request, headers[i].name, headers[i].value);
  if (file->policy != NULL)
    kb_request_set_header (request, "Content-Security-Policy", file->policy);
}

static const char *
name_of_path (const char *path)
{
  if (path[0] == '\0')
    return "index.html";

  return g_str_equal (path, "en") ? "en.html" : path;
}

/**
 * kb_site_send:
 * @path: of the address, without the first "/"
 *
 * Answers with a file of the page, compressed as the browser likes.
 *
 * Returns: whether there is such a file
 */
gboolean
kb_site_send (KbSite     *self,
              KbRequest  *request,
              const char *path)
{
  const char *name = name_of_path (path);
  const PageFile *file = g_hash_table_lookup (self->files, name);
  const char *known;
  Coding coding;

  /* Templates are for filling in. */
  if (file == NULL || strstr (name, "-nojs.") != NULL)
    return FALSE;

  coding = choose_coding (file, request);
  known = soup_message_headers_get_list (
    soup_server_message_get_request_headers (request->message), "If-None-Match");
  if (known != NULL && strstr (known, file->etags[coding]) != NULL)
    soup_server_message_set_status (request->message, SOUP_STATUS_NOT_MODIFIED, NULL);
  else
    kb_request_answer (request, SOUP_STATUS_OK, file->type, file->bytes[coding]);
  set_headers (file, request);
  if (coding != CODING_NONE)
    kb_request_set_header (request, "Content-Encoding", codings[coding].name);
  kb_request_set_header (request, "Vary", "Accept-Encoding");
  kb_request_set_header (request, "ETag", file->etags[coding]);
  kb_request_set_header (request, "Cache-Control", "no-cache");

  return TRUE;
}

static void
replace (GString    *text,
         const char *name,
         const char *value)
{
  g_autofree char *mark = g_strdup_printf ("{{%s}}", name);
  g_autofree char *safe = g_markup_escape_text (value, -1);

  g_string_replace (text, mark, safe, 0);
}

/**
 * kb_site_fill:
 * @name: of a template
 * @...: names and values that stand for {{NAME}}, ended by %NULL; values are escaped
 *
 * Answers with a template filled in, which nobody may keep.
 *
 * Returns: whether there is such a template
 */
gboolean
kb_site_fill (KbSite     *self,
              KbRequest  *request,
              guint       status,
              const char *name,
              ...)
{
  const PageFile *file = g_hash_table_lookup (self->files, name);
  g_autoptr(GBytes) body = NULL;
  const char *field;
  GString *text;
  va_list fields;

  if (file == NULL)
    return FALSE;

  text = g_string_new_len (g_bytes_get_data (file->bytes[CODING_NONE], NULL),
                           g_bytes_get_size (file->bytes[CODING_NONE]));
  va_start (fields, name);
  while ((field = va_arg (fields, const char *)) != NULL)
    replace (text, field, va_arg (fields, const char *));
  va_end (fields);

  body = g_string_free_to_bytes (text);
  kb_request_answer (request, status, file->type, body);
  set_headers (file, request);

  return TRUE;
}

/**
 * kb_site_handle:
 *
 * GET /…: the citizen's page.
 */
void
kb_site_handle (KbServer   *server,
                KbRequest  *request,
                const char *path)
{
  if (!kb_site_send (server->site, request, path))
    kb_request_refuse (request, KB_REFUSAL_NOT_FOUND);
  else if (server->secure)
    kb_request_set_header (request, "Strict-Transport-Security", "max-age=31536000");
}
