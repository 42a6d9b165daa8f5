/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-pages.h"

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
 * Of the setting "letterhead" and this computer's logo (PNG, JPEG or SVG), and who signs.
 * Immutable.
 */
typedef struct _KbLetterhead KbLetterhead;

KbLetterhead *kb_letterhead_new       (const char         *office,
                                       const char         *setting,    /* nullable: JSON text */
                                       const char         *logo);      /* nullable: path */
KbLetterhead *kb_letterhead_ref       (KbLetterhead       *self);
void          kb_letterhead_unref     (KbLetterhead       *self);
/* KB_PAPER_ERROR_LETTERHEAD, a sentence for people; NULL: nothing is wrong. It is printed without
 * the picture all the same. */
const GError *kb_letterhead_get_error (const KbLetterhead *self);

/* The head of a first page. */
void          kb_letterhead_add_head  (KbLetterhead       *self,
                                       KbPages            *pages);
/* "Pangkalan Bun, 24 November 2026", title, room for a signature, name and number. */
void          kb_letterhead_add_signature (KbLetterhead   *self,
                                       KbPages            *pages,
                                       const char         *date);
/* The number of a document of a case: {number} and {year} of the setting's "numbering" are the
 * case's; without one, the case's own number. */
char         *kb_letterhead_dup_number (const KbLetterhead *self,
                                       const char         *case_number,
                                       guint               year,
                                       guint               number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbLetterhead, kb_letterhead_unref)

G_END_DECLS
