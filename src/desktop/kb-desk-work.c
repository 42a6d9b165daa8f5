/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#include <string.h>

/**
 * kb_desk_dup_colleagues:
 * @self: the desk
 *
 * Returns: (transfer full) (nullable) (element-type KbPerson): who reads the office's cases
 */
GPtrArray *
kb_desk_dup_colleagues (KbDesk *self)
{
  const guint8 none[KB_CASE_ID_SIZE] = { 0 };

  if (self->office == NULL)
    return NULL;
  return kb_sync_dup_people (self->office->sync, KB_STREAM_OFFICE, none);
}

/**
 * kb_desk_dup_people:
 * @self: the desk
 * @kase: a case
 *
 * Returns: (transfer full) (nullable) (element-type KbPerson): whom the case
 *   can be assigned to; %NULL where this person may not write in it
 */
GPtrArray *
kb_desk_dup_people (KbDesk *self,
                    KbCase *kase)
{
  const KbCaseState *state = kb_case_get_state (kase);
  g_autoptr (GPtrArray) people = NULL;
  const guint8 *own;

  if (self->office == NULL)
    return NULL;
  people = kb_sync_dup_people (self->office->sync, state->stream, state->case_id);
  own = kb_signing_key_get_public (self->office->membership->device);
  for (guint i = 0; i < people->len; i++)
    if (memcmp (((KbPerson *) people->pdata[i])->device, own, KB_SIGN_PUBLIC_SIZE) == 0)
      return g_steal_pointer (&people);
  return NULL;
}
