/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-opening.h"

G_BEGIN_DECLS

typedef enum
{
  KB_IDENTITY_SEALED,            /* this person is not the custodian */
  KB_IDENTITY_CUSTODIAN,         /* is, and may open it */
  KB_IDENTITY_RECORDING,         /* an opening is on its way */
  KB_IDENTITY_OPEN,              /* shown in its own window */
  KB_IDENTITY_OFFLINE,           /* the custodian, without the server */
  KB_IDENTITY_NO_CUSTODIAN,      /* none is appointed */
  KB_IDENTITY_NONE,              /* the complaint came without an identity */
  KB_IDENTITY_DAMAGED,           /* the seal does not fit the complaint */
  KB_IDENTITY_NO_KEY,            /* the custodian's device, no key made yet */
  KB_IDENTITY_NOT_APPOINTED,     /* key made, not appointed yet */
  KB_IDENTITY_FAILED,            /* the last opening failed; @message says how */
} KbIdentityState;

/**
 * KbIdentityView:
 * @state: what to show
 * @custodian_name: (nullable): who can open it
 * @n_openings: how often it was
 * @stage: of the opening
 * @seconds_left: until the window closes
 * @seconds_total: what was granted
 * @message: (nullable): a sentence, in %KB_IDENTITY_FAILED
 */
typedef struct
{
  KbIdentityState  state;
  const char      *custodian_name;
  guint            n_openings;
  KbOpeningStage   stage;
  guint            seconds_left;
  guint            seconds_total;
  const char      *message;
} KbIdentityView;

#define KB_TYPE_IDENTITY_PANEL (kb_identity_panel_get_type ())
G_DECLARE_FINAL_TYPE (KbIdentityPanel, kb_identity_panel, KB, IDENTITY_PANEL, GtkWidget)

GtkWidget  *kb_identity_panel_new          (void);
void        kb_identity_panel_show         (KbIdentityPanel      *self,
                                            const KbIdentityView *view);
const char *kb_identity_panel_get_sentence (KbIdentityPanel      *self);

G_END_DECLS
