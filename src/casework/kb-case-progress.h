/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-state.h"
#include "kb-message.h"

G_BEGIN_DECLS

/* Private to casework/: status, waiting and messages of a case, folded. Pure. */

/* Would the move have an effect on the case as it is? Only where the fold does it. */
gboolean kb_case_progress_may_move (const KbCaseState  *state,
                                    const KbFoldInput  *input,
                                    const KbWorkOp     *op);
/* Does the entry move a case that stood like this in a way that has no effect? */
gboolean kb_case_progress_refuses  (const KbCaseState  *before,
                                    const KbFoldInput  *input);
/* One change of a work part. */
void     kb_case_progress_work     (KbCaseState        *state,
                                    const KbFoldInput  *input,
                                    const KbWorkOp     *op);
/* A message by the reporter or the office. */
void     kb_case_progress_message  (KbCaseState        *state,
                                    const KbFoldInput  *input);
/* What follows from the fields: after a load, and after a change. */
void     kb_case_progress_derive   (KbCaseState        *state);

G_END_DECLS
