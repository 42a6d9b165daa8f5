/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-paper.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _KbPaper
{
  GObject  parent_instance;

  KbPages *pages;
  char    *title;
  char    *file_name;
  gint64   now;
};

G_DEFINE_FINAL_TYPE (KbPaper, kb_paper, G_TYPE_OBJECT)

static void
kb_paper_finalize (GObject *object)
{
  KbPaper *self = KB_PAPER (object);

  g_clear_pointer (&self->pages, kb_pages_free);
  g_free (self->title);
  g_free (self->file_name);

  G_OBJECT_CLASS (kb_paper_parent_class)->finalize (object);
}

static void
kb_paper_class_init (KbPaperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_paper_finalize;
}

static void
kb_paper_init (KbPaper *self)
{
}

/**
 * kb_paper_new_of_pages:
 * @pages: (transfer full): laid out
 * @title: in a PDF's properties
 * @file_name: what a file of it is called
 * @now: seconds since 1970; only its day in WIB is told
 *
 * Returns: (transfer full): the document
 */
KbPaper *
kb_paper_new_of_pages (KbPages    *pages,
                       const char *title,
                       const char *file_name,
                       gint64      now)
{
  KbPaper *self = g_object_new (KB_TYPE_PAPER, NULL);

  self->pages = pages;
  self->title = g_strdup (title);
  self->file_name = g_strdup (file_name);
  self->now = now;

  return self;
}

const char *
kb_paper_get_file_name (KbPaper *self)
{
  g_return_val_if_fail (KB_IS_PAPER (self), NULL);

  return self->file_name;
}

guint
kb_paper_get_n_pages (KbPaper *self)
{
  g_return_val_if_fail (KB_IS_PAPER (self), 0);

  return kb_pages_get_n_pages (self->pages);
}

/**
 * kb_paper_draw:
 * @self: a document
 * @cr: in points, 0,0 the paper's upper left corner; the paper itself is not drawn
 * @page: from 0
 */
void
kb_paper_draw (KbPaper *self,
               cairo_t *cr,
               guint    page)
{
  g_return_if_fail (KB_IS_PAPER (self));

  kb_pages_draw (self->pages, cr, page);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

/* A whole day in WIB: the hour would tell when somebody was at work. */
static char *
format_date (gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now + 7 * 3600);

  return g_date_time_format (time, "%Y-%m-%dT00:00:00+07:00");
}

/**
 * kb_paper_to_pdf:
 * @self: a document
 *
 * Tagged, with outline and embedded fonts. Its properties hold a title, the program and a day.
 *
 * Returns: (transfer full): the file's bytes
 */
GBytes *
kb_paper_to_pdf (KbPaper *self)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *pdf;
  g_autofree char *date = NULL;

  g_return_val_if_fail (KB_IS_PAPER (self), NULL);

  date = format_date (self->now);
  pdf = cairo_pdf_surface_create_for_stream (append_cb, bytes, KB_PAPER_WIDTH, KB_PAPER_HEIGHT);
  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_CREATOR, "Kumbang " PACKAGE_VERSION);
  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_CREATE_DATE, date);
  kb_pages_draw_pdf (self->pages, pdf);
  cairo_surface_finish (pdf);
  if (cairo_surface_status (pdf) != CAIRO_STATUS_SUCCESS)
    g_error ("A PDF could not be drawn: %s",
             cairo_status_to_string (cairo_surface_status (pdf)));
  cairo_surface_destroy (pdf);

  return g_byte_array_free_to_bytes (bytes);
}

char *
kb_paper_digest (GBytes *pdf)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, pdf);
}

static gboolean
fail (const char  *path,
      int          reason,
      GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_basename (folder);

  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
    g_set_error (error, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE,
                 /* Translators: %s is a folder. */
                 _("There is no room left in “%s”. Nothing was saved. Free some room or choose "
                   "another folder, then save again."), name);
  else if (reason == EACCES || reason == EPERM || reason == EROFS)
    g_set_error (error, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE,
                 _("Nothing may be written to “%s”. Nothing was saved. Choose another folder."),
                 name);
  else if (reason == ENOENT || reason == ENOTDIR)
    g_set_error (error, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE,
                 _("There is no folder “%s”. Nothing was saved. Choose another folder."), name);
  else
    g_set_error (error, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE,
                 /* Translators: a folder, and what the system says. */
                 _("“%s” could not be written to (%s). Nothing was saved. Choose another folder."),
                 name, g_strerror (reason));

  return FALSE;
}

static gboolean
write_whole (int     fd,
             GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= n;
    }

  return fsync (fd) == 0;
}

/**
 * kb_paper_save:
 * @pdf: a file's bytes
 * @path: its name; a file that is there is replaced
 * @error: %KB_PAPER_ERROR_WRITE, a sentence for people
 *
 * Only its owner may read it.
 *
 * Returns: whether it is there whole; if not, what was there before still is
 */
gboolean
kb_paper_save (GBytes      *pdf,
               const char  *path,
               GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = g_build_filename (folder, ".kumbang-XXXXXX", NULL);
  int fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  gboolean written;
  int reason;

  if (fd < 0)
    return fail (path, errno, error);
  written = write_whole (fd, pdf);
  reason = errno;
  if (close (fd) != 0 && written)
    {
      written = FALSE;
      reason = errno;
    }
  if (written && rename (beside, path) != 0)
    {
      written = FALSE;
      reason = errno;
    }
  if (written)
    return TRUE;
  g_unlink (beside);

  return fail (path, reason, error);
}

/**
 * kb_paper_write_pdf:
 * @self: a document
 * @path: the file's name
 * @ret_sha256: (out) (optional): of the file, hex
 * @error: %KB_PAPER_ERROR_WRITE
 *
 * Returns: whether the file is there whole
 */
gboolean
kb_paper_write_pdf (KbPaper     *self,
                    const char  *path,
                    char       **ret_sha256,
                    GError     **error)
{
  g_autoptr (GBytes) pdf = kb_paper_to_pdf (self);

  if (!kb_paper_save (pdf, path, error))
    return FALSE;
  if (ret_sha256 != NULL)
    *ret_sha256 = kb_paper_digest (pdf);

  return TRUE;
}
