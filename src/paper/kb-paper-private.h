/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-paper.h"

G_BEGIN_DECLS

/* Private to paper/. */

/* What the sheet and the case file have in common: group to attachments. */
void kb_paper_add_sheet (KbPages       *pages,
                         const KbSheet *sheet);
/* What happened, by whom and when. */
void kb_paper_add_timeline (KbPages    *pages,
                            KbCase     *kase);
/* SHA-256 of each entry's parts, and of the journal's head. */
void kb_paper_add_evidence (KbPages    *pages,
                            KbCase     *kase,
                            const KbChain *head);   /* nullable */
/* "KB-2026-0412 · Without the reporter’s identity" */
char *kb_paper_dup_footer (const char  *number);

G_END_DECLS
