/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case.h"

G_DEFINE_INTERFACE (KbCaseSource, kb_case_source, G_TYPE_OBJECT)

static void
kb_case_source_default_init (KbCaseSourceInterface *iface)
{
}
