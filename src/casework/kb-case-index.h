/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-deadline.h"

G_BEGIN_DECLS

/**
 * KbCaseView:
 *
 * The sidebar's lists, as filters that the program brings.
 */
typedef enum
{
  KB_CASE_VIEW_UNREAD,
  KB_CASE_VIEW_ALL,
  KB_CASE_VIEW_MINE,             /* assigned to me, not closed */
  KB_CASE_VIEW_LATE,
  KB_CASE_VIEW_WAITING,          /* for the reporter */
  KB_CASE_VIEW_CLOSED,
  KB_CASE_VIEW_LEADERSHIP,
  KB_CASE_VIEW_OPENED,           /* the identity was opened */
  KB_CASE_VIEW_QUARANTINED,
  KB_N_CASE_VIEWS,
} KbCaseView;

/**
 * KbCaseFilter:
 * @view: where to begin
 * @statuses: bits (1 << KbStatus.index), 0: any
 * @category: (nullable): code
 * @unit: (nullable): as in the cases
 * @assignee: (nullable): hex key; "": nobody
 * @tag: (nullable)
 * @from: Julian day of the receipt, 0: any
 * @to: last Julian day, 0: any
 *
 * What a case must be to be listed; saved views are these under a name.
 */
typedef struct
{
  KbCaseView  view;
  guint32     statuses;
  char       *category;
  char       *unit;
  char       *assignee;
  char       *tag;
  guint32     from;
  guint32     to;
  gboolean    late;
  gboolean    unread;
  gboolean    important;
} KbCaseFilter;

KbCaseFilter *kb_case_filter_new       (void);
KbCaseFilter *kb_case_filter_copy      (const KbCaseFilter *self);
void          kb_case_filter_free      (KbCaseFilter       *self);
gboolean      kb_case_filter_equal     (const KbCaseFilter *a,
                                        const KbCaseFilter *b);
gboolean      kb_case_filter_is_plain  (const KbCaseFilter *self);   /* the view alone */
char         *kb_case_filter_to_json   (const KbCaseFilter *self);
KbCaseFilter *kb_case_filter_from_json (const char         *json);   /* NULL: not one */

/* Columns of the late list and orders of the case list. */
typedef enum
{
  KB_CASE_ORDER_NEWEST,
  KB_CASE_ORDER_CHANGED,
  KB_CASE_ORDER_DUE,             /* the most late first */
} KbCaseOrder;

/**
 * KbCaseIndex:
 *
 * What filters, counts and orders ask of each case, in a few bytes each: a
 * hundred thousand cases are filtered within a frame. Filled from saved states
 * behind the first frame, then by each change. One thread at a time. Due dates
 * are those of the day on which a case was set: on another day, or with other
 * clocks, a new index is filled.
 */
typedef struct _KbCaseIndex KbCaseIndex;

KbCaseIndex *kb_case_index_new        (KbClocks           *clocks,
                                       const char         *me);        /* hex key */
void         kb_case_index_free       (KbCaseIndex        *self);
/* Adds or replaces. */
void         kb_case_index_set        (KbCaseIndex        *self,
                                       guint32             id,
                                       const KbCaseState  *state,
                                       gboolean            unread,
                                       gint64              now);
void         kb_case_index_set_unread (KbCaseIndex        *self,
                                       guint32             id,
                                       gboolean            unread);
/* (element-type guint32): ids in order. */
GArray      *kb_case_index_list       (KbCaseIndex        *self,
                                       const KbCaseFilter *filter,
                                       KbCaseOrder         order);
/* Keeps of @ids (guint32, from a search) what the filter lets pass, in their order. */
void         kb_case_index_narrow     (KbCaseIndex        *self,
                                       const KbCaseFilter *filter,
                                       GArray             *ids);
void         kb_case_index_count      (KbCaseIndex        *self,
                                       guint               ret_counts[KB_N_CASE_VIEWS]);
/* Units, assignees (hex keys), tags that occur, sorted; for the filter's menus. */
GStrv        kb_case_index_dup_units  (KbCaseIndex        *self);
GStrv        kb_case_index_dup_tags   (KbCaseIndex        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbCaseFilter, kb_case_filter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbCaseIndex, kb_case_index_free)

G_END_DECLS
