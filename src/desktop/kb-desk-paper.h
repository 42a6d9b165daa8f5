/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-desk.h"
#include "kb-paper.h"

G_BEGIN_DECLS

/* The saved review sheet of a case, or an empty form, on the office's letterhead. @logo: path, ""
 * for none. @ret_fault: what is wrong with that picture, in a sentence; %NULL: nothing. */
KbPaper  *kb_desk_new_sheet_paper   (KbDesk               *self,
                                     KbCase               *kase,
                                     const char           *logo,
                                     char                **ret_fault);
KbPaper  *kb_desk_new_case_paper    (KbDesk               *self,
                                     KbCase               *kase,
                                     const char           *logo,
                                     char                **ret_fault);
/* Writes the file, then that it was: @kind, "sheet" or "case", and its SHA-256. */
void      kb_desk_export_async      (KbDesk               *self,
                                     guint32               id,
                                     const char           *kind,
                                     GBytes               *pdf,
                                     const char           *path,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
/* KB_PAPER_ERROR_WRITE: there is no file. Otherwise there is one, but no entry that says so. */
gboolean  kb_desk_export_finish     (KbDesk               *self,
                                     GAsyncResult         *result,
                                     GError              **error);
/* That it was printed. Ends with kb_desk_write_finish(). */
void      kb_desk_record_print      (KbDesk               *self,
                                     guint32               id,
                                     const char           *kind,
                                     GBytes               *pdf,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);

G_END_DECLS
