/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-server.h"

G_BEGIN_DECLS

/**
 * SyncDesk:
 *
 * One person's desktop: store and sync over a temporary folder.
 */
typedef struct
{
  KbMembership *membership;     /* borrowed */
  char         *path;
  KbStore      *store;
  KbSync       *sync;
} SyncDesk;

SyncDesk   *sync_desk_new       (SyncOffice     *office,
                                 Person          person);
SyncDesk   *sync_desk_new_for   (KbMembership   *person);
void        sync_desk_free      (SyncDesk       *self);
/* Closes and opens again, as a program that is started anew. */
void        sync_desk_restart   (SyncDesk       *self);
guint64     sync_desk_head      (SyncDesk       *self,
                                 KbStream        stream);
guint       sync_desk_n_cases   (SyncDesk       *self);
char       *sync_desk_alarm     (SyncDesk       *self);
/* A person looks at all alarms there are. */
void        sync_desk_look      (SyncDesk       *self);
/* Why entry @seq is set aside; *@ret_plain its opened text, or NULL. */
guint       sync_desk_entry     (SyncDesk       *self,
                                 KbStream        stream,
                                 guint64         seq,
                                 char          **ret_plain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncDesk, sync_desk_free)

/* A temporary folder that is removed with all that is in it. */
char       *sync_folder_new     (void);
void        sync_folder_remove  (char           *folder);

G_END_DECLS
