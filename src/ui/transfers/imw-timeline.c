/* imw-timeline.c: how far a transfer is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-timeline"

#include "config.h"

#include "imw-timeline.h"
#include "imw-format.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>

#define N_STAGES 5

/**
 * ImwTimeline:
 *
 * Five stages under each other; the current one says who acts, since when, and what is expected. An end that is not the fifth stands
 * in its place. Main thread.
 */

struct _ImwTimeline
{
  AdwBin parent_instance;

  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (ImwTimeline, imw_timeline, ADW_TYPE_BIN)

typedef enum
{
  DOT_DONE,
  DOT_NOW,
  DOT_TO_COME,
  DOT_BAD
} Dot;

static GtkWidget *
make_dot (Dot dot)
{
  GtkWidget *image = NULL;

  switch (dot)
    {
    case DOT_DONE:
      image = gtk_image_new_from_icon_name ("object-select-symbolic");
      gtk_widget_add_css_class (image, "done");
      break;
    case DOT_NOW:
      image = gtk_image_new_from_icon_name ("imw-wait-symbolic");
      gtk_widget_add_css_class (image, "now");
      break;
    case DOT_TO_COME:
      image = gtk_image_new_from_icon_name ("content-loading-symbolic");
      gtk_widget_add_css_class (image, "dim-label");
      break;
    case DOT_BAD:
      image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_widget_add_css_class (image, "bad");
      break;
    }
  gtk_widget_add_css_class (image, "stage-dot");
  gtk_widget_set_valign (image, GTK_ALIGN_START);

  return image;
}

static GtkLabel *
add_line (GtkWidget *column, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (column), label);

  return GTK_LABEL (label);
}

static void
add_times (GtkWidget *column, ImwTransfer *transfer)
{
  ImwClock *clock =
      imw_wallet_service_get_clock (imw_wallet_get_service (imw_transfer_get_wallet (transfer)));
  gint64           now = imw_clock_get_wall_ms (clock);
  gint64           next = imw_transfer_get_next_update_ms (transfer);
  gint64           eta = imw_transfer_get_eta_ms (transfer);
  const char      *actor = imw_words_actor (imw_transfer_get_actor (transfer));
  g_autofree char *since = imw_format_ago (imw_transfer_get_since_ms (transfer), now);
  g_autofree char *line = NULL;

  if (*actor != '\0')
    /* Translators: who acts next, and a time such as "3 minutes ago" */
    line = g_strdup_printf (_ ("Next: %s · in this state since %s"), actor, since);
  else
    line = g_strdup (since);
  add_line (column, line, "caption");
  if (next > now + 60 * 1000) /* what is due at once need not be said */
    {
      g_autofree char *time = imw_format_time (next, now);
      /* Translators: %s is a time */
      g_autofree char *text = g_strdup_printf (_ ("News is expected by %s"), time);

      add_line (column, text, "caption");
    }
  if (eta > now)
    {
      g_autofree char *time = imw_format_date_time (eta);
      /* Translators: %s is a date and time */
      g_autofree char *text = g_strdup_printf (_ ("Expected to arrive by %s"), time);

      add_line (column, text, "caption");
    }
  if (imw_transfer_get_overdue (transfer))
    add_line (column,
              _ ("Later than estimated. If it stays so, ask the provider's support and name the "
                 "number below."),
              "warning");
}

static void
add_stage (ImwTimeline *self, ImwTransfer *transfer, ImwStage stage, Dot dot)
{
  GtkWidget       *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  const char      *title = imw_words_stage (stage, imw_transfer_get_route (transfer));
  const char      *state = dot == DOT_DONE ? _ ("done") : dot == DOT_NOW ? _ ("now")
                                                                         : NULL;
  g_autofree char *name = state != NULL ? g_strdup_printf ("%s: %s", title, state)
                                        : g_strdup (title);

  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (row), make_dot (dot));
  gtk_box_append (GTK_BOX (row), column);
  add_line (column, title,
            dot == DOT_NOW || dot == DOT_BAD ? "heading"
            : dot == DOT_TO_COME             ? "dim-label"
                                             : NULL);
  if (dot == DOT_NOW)
    add_times (column, transfer);
  gtk_widget_add_css_class (row, "stage");
  imw_ui_set_name (row, name);
  gtk_box_append (self->box, row);
}

/* how many of the five were reached when it ended otherwise */
static guint
count_reached (ImwTransfer *transfer)
{
  return imw_transfer_get_paid (transfer) ? 2 : 0;
}

/**
 * imw_timeline_show:
 * @self: a timeline
 * @transfer: a transfer
 */
void
imw_timeline_show (ImwTimeline *self, ImwTransfer *transfer)
{
  ImwStage   stage = imw_transfer_get_stage (transfer);
  GtkWidget *child;

  g_return_if_fail (IMW_IS_TIMELINE (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  if (stage > IMW_STAGE_DELIVERED)
    {
      for (guint i = 0; i < count_reached (transfer); i++)
        add_stage (self, transfer, (ImwStage) i, DOT_DONE);
      add_stage (self, transfer, stage, stage == IMW_STAGE_REFUNDED ? DOT_DONE : DOT_BAD);
      return;
    }
  for (guint i = 0; i < N_STAGES; i++)
    {
      Dot dot = DOT_TO_COME;

      if (i < stage || stage == IMW_STAGE_DELIVERED)
        dot = DOT_DONE;
      else if (i == stage)
        dot = DOT_NOW;
      add_stage (self, transfer, (ImwStage) i, dot);
    }
}

static void
imw_timeline_class_init (ImwTimelineClass *klass)
{
}

static void
imw_timeline_init (ImwTimeline *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "timeline");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}
