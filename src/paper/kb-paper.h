/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"
#include "kb-chain.h"
#include "kb-deadline.h"
#include "kb-letterhead.h"
#include "kb-sheet.h"

G_BEGIN_DECLS

/**
 * KbPaper:
 *
 * A document laid out in A4 pages with Pango on Cairo: drawn alike on screen, by a printer and into
 * a tagged PDF. The same case, settings, day and fonts give the same bytes. One thread at a time.
 */
#define KB_TYPE_PAPER (kb_paper_get_type ())
G_DECLARE_FINAL_TYPE (KbPaper, kb_paper, KB, PAPER, GObject)

/* The review sheet of a case on the letterhead. @now: the day that it bears, in WIB. */
KbPaper      *kb_paper_new_sheet      (KbLetterhead       *letterhead,
                                       KbCase             *kase,
                                       const KbSheet      *sheet,
                                       gint64              now);
/* The whole case: complaint, deadlines, timeline, sheet, evidence with SHA-256; no identity. */
KbPaper      *kb_paper_new_case       (KbLetterhead       *letterhead,
                                       KbCase             *kase,
                                       const KbClocks     *clocks,     /* nullable */
                                       const KbChain      *head,       /* nullable: of its stream */
                                       gint64              now);
/* Of pages that were laid out; takes them. @title stands in a PDF's properties: nothing of a case
 * but its number. */
KbPaper      *kb_paper_new_of_pages   (KbPages            *pages,
                                       const char         *title,
                                       const char         *file_name,
                                       gint64              now);

/* What a file of it is called: "KB-2026-0412-telaah.pdf". */
const char   *kb_paper_get_file_name  (KbPaper            *self);
guint         kb_paper_get_n_pages    (KbPaper            *self);
void          kb_paper_draw           (KbPaper            *self,
                                       cairo_t            *cr,
                                       guint               page);
GBytes       *kb_paper_to_pdf         (KbPaper            *self);
/* Hex; what the entry of an export names. */
char         *kb_paper_digest         (GBytes             *pdf);
/* Written beside and renamed: whole or not at all. Any thread. */
gboolean      kb_paper_save           (GBytes             *pdf,
                                       const char         *path,
                                       GError            **error);
/* The three in one. */
gboolean      kb_paper_write_pdf      (KbPaper            *self,
                                       const char         *path,
                                       char              **ret_sha256,   /* optional */
                                       GError            **error);

G_END_DECLS
