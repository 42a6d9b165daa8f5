/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-access-page-private.h"

void
kb_access_page_install_actions (GtkWidgetClass *klass)
{
}
