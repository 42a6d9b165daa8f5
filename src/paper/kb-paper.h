/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "kb-case.h"
#include "kb-deadline.h"
#include "kb-sheet.h"

G_BEGIN_DECLS

#define KB_PAPER_ERROR (kb_paper_error_quark ())

/**
 * KbPaperError:
 * @KB_PAPER_ERROR_WRITE: the file could not be written whole; nothing is left under its name
 * @KB_PAPER_ERROR_LETTERHEAD: the letterhead's picture can't be read
 */
typedef enum
{
  KB_PAPER_ERROR_WRITE,
  KB_PAPER_ERROR_LETTERHEAD,
} KbPaperError;

GQuark kb_paper_error_quark (void);

/**
 * KbLetterhead:
 *
 * Of the setting "letterhead" and this computer's logo (PNG or SVG path).
 */
typedef struct _KbLetterhead KbLetterhead;

KbLetterhead *kb_letterhead_new       (const char   *office,
                                       const char   *setting,    /* nullable: JSON text */
                                       const char   *logo);      /* nullable: path */
void          kb_letterhead_free      (KbLetterhead *self);

/**
 * KbPaper:
 *
 * A document laid out in A4 pages of points (1/72 in) with Pango on Cairo: drawn alike on
 * screen, by a printer and into a tagged PDF.
 */
#define KB_TYPE_PAPER (kb_paper_get_type ())
G_DECLARE_FINAL_TYPE (KbPaper, kb_paper, KB, PAPER, GObject)

#define KB_PAPER_WIDTH 595.276
#define KB_PAPER_HEIGHT 841.890

/* The review sheet of a case on the letterhead. */
KbPaper      *kb_paper_new_sheet      (const KbLetterhead *letterhead,
                                       KbCase             *kase,
                                       const KbSheet      *sheet,
                                       gint64              now);
/* The whole case: complaint, deadlines, timeline, sheet, evidence with SHA-256; no identity. */
KbPaper      *kb_paper_new_case       (const KbLetterhead *letterhead,
                                       KbCase             *kase,
                                       const KbClocks     *clocks,
                                       gint64              now);
guint         kb_paper_get_n_pages    (KbPaper            *self);
void          kb_paper_draw           (KbPaper            *self,
                                       cairo_t            *cr,
                                       guint               page);
/* Written beside and renamed: whole or not at all. */
gboolean      kb_paper_write_pdf      (KbPaper            *self,
                                       const char         *path,
                                       char              **ret_sha256,   /* hex */
                                       GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbLetterhead, kb_letterhead_free)

G_END_DECLS
