/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-desk.h"

G_BEGIN_DECLS

/* Notes, the simplest work, and where they got to. */
JsonObject *sync_note_new        (const char  *text);
GBytes     *sync_note_plain      (JsonObject  *members);
void        sync_write_note      (SyncDesk    *desk,
                                  KbEntry     *complaint,
                                  const char  *text);
/* Texts of the office's notes that are not set aside, in seq order, with spaces between;
 * @author: only by this device. */
char       *sync_notes_in_chain  (SyncDesk     *desk,
                                  const guint8 *author);
guint       sync_n_pending       (SyncDesk    *desk);
guint       sync_n_refused       (SyncDesk    *desk);
/* Entries of the case as its timeline shows them, waiting ones too. */
guint       sync_n_timeline      (SyncDesk    *desk,
                                  KbEntry     *complaint);

G_END_DECLS
