/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-deadline.h"
#include "kb-desk-lists.h"
#include "kb-sync.h"

G_BEGIN_DECLS

/**
 * KbDeskOffice:
 *
 * What is open while the case file is open. Reference counted, because a call
 * that is still on its way holds it over a stop or a lock.
 */
typedef struct
{
  KbMembership *membership;
  KbStore      *store;
  KbTextIndex  *index;
  KbSync       *sync;
  GMutex        ceremony;       /* one at a time writes in the office's name */
  GMutex        drafts;         /* one at a time writes drafts, in their order */
  guint         drafts_turn;    /* guarded by it */
} KbDeskOffice;

KbDeskOffice *kb_desk_office_new   (KbMembership *membership,
                                    KbSecret     *key);
void          kb_desk_office_unref (KbDeskOffice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbDeskOffice, kb_desk_office_unref)

/* kb-desk.c holds the properties, kb-desk-start.c opens and closes,
 * kb-desk-lists.c lists and searches, kb-desk-index.c knows what filters ask, kb-desk-cases.c fills
 * rows and loads cases, kb-desk-pull.c pulls, kb-desk-write.c writes,
 * kb-desk-identity.c opens identities and makes the custodian's key,
 * kb-desk-office.c runs ceremonies, kb-desk-drafts.c keeps what is being typed. */
struct _KbDesk
{
  GObject parent_instance;

  char         *profile;
  KbKeyring    *keyring;
  KbDeskOffice *office;          /* %NULL until the case file is open */
  GCancellable *cancellable;     /* of everything that runs for this office */

  KbDeskStage   stage;
  KbFault      *fault;
  KbDeskRole    role;
  char         *office_name;
  char         *person;
  char         *custodian_name;
  gboolean      is_custodian;
  GHashTable   *settings;        /* of the roster: section → JSON text; NULL: not read yet */
  KbClocks     *clocks;          /* as these settings say */
  char         *custodian_recipient; /* of the key in this keyring, or NULL */

  guint         counts[KB_N_CASE_VIEWS];
  KbCaseFilter *filter;
  KbCaseOrder   order;
  char         *search;
  KbCaseList   *cases;
  GArray       *view_ids;        /* guint32, of the list without search */
  GArray       *all_hits;        /* of the search, where they are more than are listed */
  guint         n_hits;          /* their number, or 0 */
  guint         all_hits_id;     /* until they are asked for */
  gboolean      listing;
  KbStore      *listing_store;   /* whose listing is on its way */
  gboolean      list_again;

  KbCaseIndex  *case_index;      /* %NULL until it is filled */
  guint32       index_day;       /* whose due dates it has */
  guint         day_id;
  gboolean      filling;
  gboolean      fill_again;
  GHashTable   *stale;           /* ids of cases that changed since they were read */
  gboolean      reading;         /* some of them */
  GArray       *read;            /* and here they are, to be taken up */
  guint         read_at;
  guint         take_id;
  GPtrArray    *saved_views;     /* of KbSavedView */
  gboolean      saved_views_read;

  GQueue        writes;          /* of GTask, each behind the one before; the first runs */
  GHashTable   *drafts;          /* nullable: "case/kind" → KbDeskDraft */
  guint         drafts_id;       /* until they are put on disk */
  guint         drafts_turn;
  gboolean      drafts_lost;     /* some are of cases that are not there yet */
  GCancellable *pulling;
  KbFault      *pull_fault;
  guint         pull_interval;
  guint         timer_id;
  guint         settle_id;       /* index and first pull, once the first rows are there */
  guint         update_id;       /* list and counts, after an update not long ago */
  gint64        updated;         /* monotonic time of that update */

  KbOpening    *opening;
  GCancellable *opening_cancellable;
  guint32       opening_case;

  char         *doing;           /* what is being written in the office's name, or NULL */
  guint         n_doing;
};

enum
{
  KB_DESK_PROP_PROFILE = 1,
  KB_DESK_PROP_STAGE,
  KB_DESK_PROP_FAULT,
  KB_DESK_PROP_ROLE,
  KB_DESK_PROP_OFFICE,
  KB_DESK_PROP_PERSON,
  KB_DESK_PROP_CUSTODIAN_NAME,
  KB_DESK_PROP_IS_CUSTODIAN,
  KB_DESK_PROP_CUSTODIAN_RECIPIENT,
  KB_DESK_PROP_PULLING,
  KB_DESK_PROP_OFFLINE,
  KB_DESK_PROP_PROGRESS,
  KB_DESK_PROP_LAST_PULL,
  KB_DESK_PROP_PULL_FAULT,
  KB_DESK_PROP_PULL_INTERVAL,
  KB_DESK_PROP_ALARM,
  KB_DESK_PROP_ALARM_SINCE,
  KB_DESK_PROP_STORE_OLDER,
  KB_DESK_PROP_N_PENDING,
  KB_DESK_PROP_N_REFUSED,
  KB_DESK_PROP_VIEW,
  KB_DESK_PROP_SEARCH,
  KB_DESK_PROP_CASES,
  KB_DESK_PROP_LISTING,
  KB_DESK_PROP_N_HITS,
  KB_DESK_PROP_OPENING,
  KB_DESK_PROP_OPENING_CASE,
  KB_DESK_N_PROPS,
};

void kb_desk_notify          (KbDesk       *self,
                              guint         prop);
void kb_desk_set_stage       (KbDesk       *self,
                              KbDeskStage   stage,
                              KbFault      *fault);
void kb_desk_emit_counts     (KbDesk       *self);
void kb_desk_emit_arrived    (KbDesk       *self,
                              guint         n_cases);
void kb_desk_emit_changed    (KbDesk       *self,
                              guint32       id);
void kb_desk_emit_ended      (KbDesk       *self,
                              guint32       id,
                              const GError *error);
void kb_desk_emit_draft_changed (KbDesk    *self,
                                 guint32    id);

GPtrArray *kb_desk_load_drafts  (KbDeskOffice  *office,
                                 GError       **error);
void kb_desk_take_drafts     (KbDesk       *self,
                              GPtrArray    *drafts);
void kb_desk_find_lost_drafts (KbDesk      *self);
void kb_desk_stop_drafts     (KbDesk       *self);
void kb_desk_emit_settings   (KbDesk       *self);
void kb_desk_read_roster     (KbDesk       *self);
void kb_desk_read_settings   (KbDesk       *self);
void kb_desk_look_after      (KbDesk       *self);
void kb_desk_follow_sync     (KbDesk       *self);
void kb_desk_schedule_pull   (KbDesk       *self);
void kb_desk_set_pull_fault  (KbDesk       *self,
                              KbFault      *fault);
/* Meta of the store. */
#define KB_DESK_SAVED_VIEWS "saved-views"

void kb_desk_emit_filter_changed (KbDesk   *self);
void kb_desk_init_lists      (KbDesk       *self);
void kb_desk_free_lists      (KbDesk       *self);
void kb_desk_drop_lists      (KbDesk       *self);
void kb_desk_search          (KbDesk       *self);
GPtrArray *kb_desk_new_saved_views (void);
void kb_desk_take_saved_views (KbDesk      *self,
                               GBytes      *saved);
void kb_desk_fill_case_index (KbDesk       *self);
void kb_desk_update_case_index (KbDesk     *self);
void kb_desk_drop_case_index (KbDesk       *self);
void kb_desk_mark_stale      (KbDesk        *self,
                              const guint32 *ids,
                              guint          n_ids);
void kb_desk_judge_again     (KbDesk       *self);
void kb_desk_update_list     (KbDesk       *self);
void kb_desk_update_counts   (KbDesk       *self);
void kb_desk_fill_index      (KbDesk       *self);
void kb_desk_settle_soon     (KbDesk       *self);
void kb_desk_mark_draft      (KbDesk       *self,
                              guint32       id);
void kb_desk_source_init     (KbCaseSourceInterface *iface);

/* Seals, signs and keeps; blocks for the disk. */
typedef gboolean (*KbDeskWriteFunc) (KbSync        *sync,
                                     KbStream       stream,
                                     const guint8   case_id[KB_CASE_ID_SIZE],
                                     JsonObject    *members,
                                     GError       **error);

void          kb_desk_queue_write  (KbDesk              *self,
                                    guint32              id,
                                    JsonObject          *members,
                                    KbDeskWriteFunc      func,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);

G_END_DECLS
