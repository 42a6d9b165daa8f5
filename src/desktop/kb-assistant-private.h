/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-alert-bar.h"
#include "kb-assistant-work.h"
#include "kb-assistant.h"

G_BEGIN_DECLS

typedef enum
{
  PAGE_CHOOSE,
  PAGE_CODE,
  PAGE_NAMES,
  PAGE_KEYS,
  PAGE_SHEET,
  PAGE_FOUNDING,
  PAGE_PASSPHRASE,
  PAGE_WORDS,
  PAGE_DONE,
  PAGE_SAMPLE,
} KbAssistantPage;

/* The phases of the page "founding". */
#define N_PHASES 3

typedef void (*KbAssistantThen) (KbAssistant *self);

#define KB_ASSISTANT_MAX_STEPS 5

/* kb-assistant.c holds the frame, -flow.c actions and jobs, -pages.c reads and shows what is on
 * the pages, -sheet.c prints and saves the recovery sheet, -fault.c words what went wrong. */
struct _KbAssistant
{
  AdwWindow parent_instance;

  KbAssistantWork *work;         /* a job's own while busy */
  KbAssistantPage  page;
  KbAssistantJob   job;          /* the last one, to be tried again */
  KbAssistantThen  then;
  GCancellable    *busy;         /* while a job runs */
  gboolean         leaving;      /* back was pressed while a job ran */
  guint            phase;
  guint            poll_id;
  guint            group_id;

  AdwWindowTitle  *title;
  GtkWidget       *back;
  GtkButton       *next;
  GtkSpinner      *spinner;
  KbAlertBar      *bar;
  GtkStack        *stack;
  GtkWidget       *sample_row;
  GtkSpinner      *sample_spinner;
  GtkWidget       *footer;
  GtkBox          *dots;
  GtkLabel        *step;

  AdwStatusPage   *code_page;
  GtkEditable     *address;
  GtkEditable     *code;
  GtkWidget       *certificate_row;
  GtkLabel        *code_hint;

  AdwStatusPage   *names_page;
  GtkEditable     *office_name;
  GtkEditable     *person;
  GtkLabel        *names_hint;
  GtkWidget       *roles;
  GtkCheckButton  *officer;
  GtkCheckButton  *custodian;
  GtkCheckButton  *supervisor;

  GtkWidget       *device_card;
  GtkWidget       *recovery_card;
  GtkWidget       *custodian_card;

  GtkWidget       *print_row;
  GtkWidget       *print_button;
  GtkWidget       *save_row;
  GtkLabel        *sheet_hint;

  AdwStatusPage   *founding_page;
  GtkStack        *phase_found;
  GtkStack        *phase_pull;
  GtkStack        *phase_mend;
  GtkWidget       *cancel;

  GtkEditable     *passphrase;
  GtkEditable     *again;
  GtkLevelBar     *strength_bar;
  GtkLabel        *strength;

  GtkFlowBox      *words;
  GtkSpinner      *waiting;

  AdwStatusPage   *done_page;
};

/* kb-assistant.c */
guint    kb_assistant_get_steps       (KbAssistant     *self,
                                       KbAssistantPage  ret_pages[KB_ASSISTANT_MAX_STEPS]);
void     kb_assistant_show_step       (KbAssistant     *self);
void     kb_assistant_show_buttons    (KbAssistant     *self);

/* kb-assistant-flow.c */
void     kb_assistant_install_actions (GtkWidgetClass  *widget_class);
void     kb_assistant_go              (KbAssistant     *self,
                                       KbAssistantPage  page);
void     kb_assistant_complain        (KbAssistant     *self,
                                       const char      *sentence,
                                       GtkWidget       *focus);
/* Runs a job and, if it went well, what follows; remembered for "try again". */
void     kb_assistant_start           (KbAssistant     *self,
                                       KbAssistantJob   job,
                                       KbAssistantThen  then);
void     kb_assistant_found_next      (KbAssistant     *self);

/* kb-assistant-pages.c */
void     kb_assistant_set_up_pages    (KbAssistant     *self);
void     kb_assistant_show_page       (KbAssistant     *self,
                                       KbAssistantPage  page);
/* FALSE: something is missing, and was said. */
gboolean kb_assistant_read_page       (KbAssistant     *self,
                                       KbAssistantPage  page);
void     kb_assistant_fill_in         (KbAssistant     *self);
void     kb_assistant_show_phase      (KbAssistant     *self);
void     kb_assistant_code_changed    (KbAssistant     *self);
void     kb_assistant_strength_changed (KbAssistant    *self);

/* kb-assistant-sheet.c */
void     kb_assistant_show_sheet      (KbAssistant     *self);
void     kb_assistant_print_sheet     (KbAssistant     *self);
void     kb_assistant_save_sheet      (KbAssistant     *self);

/* kb-assistant-fault.c */
KbFault *kb_assistant_fault_new       (const GError    *error,
                                       KbCodeType       aim,
                                       KbAssistantPage  page);

G_END_DECLS
