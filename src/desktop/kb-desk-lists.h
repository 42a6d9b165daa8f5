/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-index.h"
#include "kb-desk.h"

G_BEGIN_DECLS

/* What is listed: filter, order, saved views. kb_desk_set_search() narrows within the filter.
 * "filter-changed" is KbDesk's signal; counts come with "counts-changed". */
const KbCaseFilter *kb_desk_get_filter       (KbDesk             *self);
void                kb_desk_set_filter       (KbDesk             *self,
                                              const KbCaseFilter *filter);
KbCaseOrder         kb_desk_get_order        (KbDesk             *self);
void                kb_desk_set_order        (KbDesk             *self,
                                              KbCaseOrder         order);
/* The view, and no other filter. */
void                kb_desk_set_view         (KbDesk             *self,
                                              KbCaseView          view);
void                kb_desk_show_all_hits    (KbDesk             *self);
/* %G_MAXUINT while it is not known. */
guint               kb_desk_get_view_count   (KbDesk             *self,
                                              KbCaseView          view);
/* NULL until the first list is there. */
KbCaseIndex        *kb_desk_get_index        (KbDesk             *self);
/* Clocks as the office set them, for whoever shows a deadline; never NULL. */
KbClocks           *kb_desk_get_clocks       (KbDesk             *self);

/* (element-type KbPerson) (nullable): who works on the office's cases, by name. */
GPtrArray          *kb_desk_dup_colleagues   (KbDesk             *self);

typedef struct
{
  char         *name;
  KbCaseFilter *filter;
} KbSavedView;

/* (transfer none) (element-type KbSavedView): kept sealed in the case file. */
GPtrArray          *kb_desk_get_saved_views  (KbDesk             *self);
void                kb_desk_save_view        (KbDesk             *self,
                                              const char         *name,
                                              const KbCaseFilter *filter);  /* NULL: forget it */

G_END_DECLS
