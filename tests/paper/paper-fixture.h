/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "case-fixture.h"
#include "kb-paper.h"

G_BEGIN_DECLS

/* 24 November 2026, 09.00 in WIB. */
#define PAPER_NOW G_GINT64_CONSTANT (1795485600)

#define PAPER_SETTING \
  "{\"lines\":[\"Pemerintah Kabupaten Kotawaringin Barat\",\"Inspektorat Daerah\"," \
  "\"Jalan Sutan Syahrir Nomor 11, Pangkalan Bun 74112\",\"Telepon (0532) 21012\"]," \
  "\"city\":\"Pangkalan Bun\",\"signer\":\"Bambang Contoh, S.H., M.Si.\"," \
  "\"signer_title\":\"Inspektur\",\"signer_id\":\"NIP 19700101 199503 1 001\"," \
  "\"numbering\":\"700/{number}/TELAAH/{year}\"}"

/* KB-2026-0412 with a story of @text (JSON text, escaped), an opening of its identity and so many
 * notes. */
KbCase  *paper_case_new   (const char *text,
                           guint       n_notes);
KbSheet *paper_sheet_new  (void);
char    *paper_dup_logo   (void);
/* What a program prints; it must end well. */
char    *paper_run        (const char *program,
                           ...) G_GNUC_NULL_TERMINATED;
/* Of a document; kept as NAME in $KB_PAPER_KEEP where that is set, to be looked at. */
char    *paper_text       (KbPaper    *paper,
                           const char *name);
char    *paper_repeat     (const char *text,
                           guint       n);

G_END_DECLS
