/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl-case.h"

#include <glib/gi18n.h>

#define BATCH 200u

static gboolean
each_of_batch (KbCtlSession   *session,
               const guint32  *ids,
               guint           n_ids,
               KbCtlCaseFunc   func,
               gpointer        data,
               gboolean       *ret_go_on,
               GError        **error)
{
  g_autoptr(GPtrArray) cases = kb_store_load_cases (session->store, ids, n_ids, error);
  GError *local = NULL;

  if (cases == NULL)
    return FALSE;

  for (guint i = 0; i < cases->len && *ret_go_on; i++)
    {
      const KbStoredCase *stored = g_ptr_array_index (cases, i);
      g_autoptr(KbCaseState) state = kb_case_state_load (stored->snapshot, error);

      if (state == NULL)
        return FALSE;
      *ret_go_on = func (stored, state, data, &local);
      if (local != NULL)
        {
          g_propagate_error (error, local);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
kb_ctl_case_each (KbCtlSession   *session,
                  guint32         view,
                  KbCtlCaseFunc   func,
                  gpointer        data,
                  GError        **error)
{
  g_autoptr(GArray) ids = kb_store_list_cases (session->store, view, error);
  gboolean go_on = TRUE;

  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len && go_on; i += BATCH)
    if (!each_of_batch (session, &g_array_index (ids, guint32, i), MIN (BATCH, ids->len - i),
                        func, data, &go_on, error))
      return FALSE;

  return TRUE;
}

typedef struct
{
  const char *number;
  guint32     id;               /* 0: not found yet */
} Wanted;

static gboolean
match_number_cb (const KbStoredCase  *stored_case,
                 const KbCaseState   *state,
                 gpointer             data,
                 GError             **error)
{
  Wanted *wanted = data;
  g_autofree char *number = kb_case_state_number (state);

  if (g_ascii_strcasecmp (number, wanted->number) == 0)
    wanted->id = stored_case->id;

  return wanted->id == 0;
}

gboolean
kb_ctl_case_find (KbCtlSession   *session,
                  const char     *number,
                  guint32        *ret_id,
                  GError        **error)
{
  Wanted wanted = { .number = number };

  if (!kb_ctl_case_each (session, KB_STORE_VIEW_ALL, match_number_cb, &wanted, error))
    return FALSE;
  if (wanted.id == 0)
    {
      /* Translators: %s is what was asked for, such as KB-2026-0001. */
      g_set_error (error, KB_CTL_ERROR, KB_CTL_ERROR_NOT_FOUND,
                   _("There is no case “%s” here"), number);
      return FALSE;
    }
  *ret_id = wanted.id;

  return TRUE;
}
