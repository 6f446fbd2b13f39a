/* imw-onboarding-view.c: first start
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-onboarding-view"

#include "config.h"

#include "imw-onboarding-view.h"
#include "imw-navigation.h"
#include "imw-onboarding-steps.h"
#include "imw-onboarding.h"
#include "imw-ui.h"
#include "imw-window.h"

#include <glib/gi18n.h>

#define PAGE_WIDTH 560

/**
 * ImwOnboardingView:
 *
 * Leads from the first start to an open wallet: language and choice, words, quiz, password; or
 * restoring. What it holds of the words is gone when it is dropped. Main thread.
 */

struct _ImwOnboardingView
{
  AdwBin parent_instance;

  ImwApplication   *application; /* not owned */
  ImwWalletService *service;
  ImwOnboarding    *onboarding;
  ImwSecret        *words;  /* (nullable) fresh ones, until the quiz is passed */
  GFile            *backup; /* (nullable) */
  GCancellable     *cancellable;

  ImwNavigation   *navigation;
  GtkWidget       *back;
  ImwWordsStep    *words_step;    /* (nullable) */
  ImwPasswordStep *password_step; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ImwOnboardingView, imw_onboarding_view, ADW_TYPE_BIN)

static void
push (ImwOnboardingView *self, GtkWidget *step, const char *title)
{
  imw_navigation_push (self->navigation, imw_ui_page (step, PAGE_WIDTH), title);
}

static void
navigation_changed_cb (ImwOnboardingView *self)
{
  gtk_widget_set_visible (self->back, imw_navigation_get_depth (self->navigation) > 1);
}

static void
back_clicked_cb (ImwOnboardingView *self)
{
  imw_navigation_pop (self->navigation);
}

static void
wallet_made (ImwOnboardingView *self, ImwWallet *wallet)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (IMW_IS_WINDOW (root))
    imw_window_set_wallet (IMW_WINDOW (root), wallet);
}

static void
finish_failed (ImwOnboardingView *self, const GError *error)
{
  g_autofree char *text = NULL;

  g_message ("Making the wallet: %s", error->message);
  if (self->password_step == NULL)
    return;
  text = imw_error_text (error, IMW_DOING_CREATE);
  imw_password_step_set_busy (self->password_step, FALSE);
  imw_password_step_set_message (self->password_step, text);
}

static void
finished_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwOnboardingView) self = IMW_ONBOARDING_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwWallet)
      wallet = imw_onboarding_finish_finish (IMW_ONBOARDING (object), result, &error);

  if (wallet == NULL)
    finish_failed (self, error);
  else
    wallet_made (self, wallet);
}

static void
backup_restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwOnboardingView) self = IMW_ONBOARDING_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwWallet)
      wallet = imw_onboarding_restore_backup_finish (IMW_ONBOARDING (object), result, &error);

  if (wallet == NULL)
    finish_failed (self, error);
  else
    wallet_made (self, wallet);
}

static void
password_done_cb (ImwOnboardingView *self, ImwPasswordStep *step)
{
  g_autoptr (ImwSecret) password = imw_password_step_get_password (step);
  g_autoptr (ImwSecret) passphrase = imw_password_step_get_passphrase (step);
  g_autofree char *name = imw_password_step_dup_name (step);
  ImwVaultKind     kind = imw_password_step_get_vault_kind (step);

  self->password_step = step;
  imw_password_step_set_busy (step, TRUE);
  if (self->backup != NULL)
    imw_onboarding_restore_backup_async (self->onboarding, self->backup, password, name, kind,
                                         self->cancellable, backup_restored_cb,
                                         g_object_ref (self));
  else
    imw_onboarding_finish_async (self->onboarding, name, password, passphrase,
                                 imw_password_step_get_ask_passphrase (step), kind, TRUE,
                                 self->cancellable, finished_cb, g_object_ref (self));
}

static void
show_password (ImwOnboardingView *self)
{
  GtkWidget *step = imw_password_step_new (imw_application_get_environment (self->application),
                                           self->backup == NULL);

  g_signal_connect_object (step, "done", G_CALLBACK (password_done_cb), self, G_CONNECT_SWAPPED);
  push (self, step, _ ("Password"));
}

static void
quiz_done_cb (ImwOnboardingView *self)
{
  g_clear_pointer (&self->words, imw_secret_unref);
  show_password (self);
}

static void
words_done_cb (ImwOnboardingView *self)
{
  GtkWidget *step;

  if (self->words == NULL)
    return;

  step = imw_quiz_step_new (self->words);
  g_signal_connect_object (step, "done", G_CALLBACK (quiz_done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (step, "show-again", G_CALLBACK (back_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  push (self, step, _ ("Check"));
}

static void
words_generated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwOnboardingView) self = IMW_ONBOARDING_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  ImwSecret *words = imw_onboarding_generate_finish (IMW_ONBOARDING (object), result, &error);

  if (words == NULL)
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_CREATE);
      return;
    }

  g_clear_pointer (&self->words, imw_secret_unref);
  self->words = words;
  if (self->words_step != NULL)
    imw_words_step_set_words (self->words_step, words);
}

static void
generate (ImwOnboardingView *self, guint n_words, guint list)
{
  imw_onboarding_generate_async (self->onboarding, n_words, (ImwBip39List) list, self->cancellable,
                                 words_generated_cb, g_object_ref (self));
}

static void
create_clicked_cb (ImwOnboardingView *self)
{
  g_clear_object (&self->backup);
  self->words_step = IMW_WORDS_STEP (imw_words_step_new ());
  g_object_add_weak_pointer (G_OBJECT (self->words_step), (gpointer *) &self->words_step);
  g_signal_connect_object (self->words_step, "choose", G_CALLBACK (generate), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->words_step, "done", G_CALLBACK (words_done_cb), self,
                           G_CONNECT_SWAPPED);
  push (self, GTK_WIDGET (self->words_step), _ ("Recovery words"));
  generate (self, 12, IMW_BIP39_ENGLISH);
}

static void
words_restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwOnboardingView) self = IMW_ONBOARDING_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  ImwBip39List list;
  guint        n_words;

  if (imw_onboarding_restore_words_finish (IMW_ONBOARDING (object), result, &list, &n_words,
                                           &error))
    show_password (self);
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_CREATE);
}

static void
restore_words_cb (ImwOnboardingView *self, ImwSecret *words, ImwRestoreStep *step)
{
  g_clear_object (&self->backup);
  imw_onboarding_set_birthday (self->onboarding, imw_restore_step_get_birthday_ms (step));
  imw_onboarding_restore_words_async (self->onboarding, words, self->cancellable, words_restored_cb,
                                      g_object_ref (self));
}

static void
restore_file_cb (ImwOnboardingView *self, GFile *file)
{
  g_set_object (&self->backup, file);
  show_password (self);
}

static gboolean
asks_birthday (ImwOnboardingView *self)
{
  GPtrArray *chains = imw_wallet_service_get_chains (self->service);

  for (guint i = 0; i < chains->len; i++)
    {
      if (imw_chain_has (g_ptr_array_index (chains, i), IMW_CHAIN_HAS_BIRTHDAY))
        return TRUE;
    }

  return FALSE;
}

static void
restore_clicked_cb (ImwOnboardingView *self)
{
  GtkWidget *step = imw_restore_step_new (imw_application_get_environment (self->application),
                                          asks_birthday (self));

  g_signal_connect_object (step, "words", G_CALLBACK (restore_words_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (step, "file", G_CALLBACK (restore_file_cb), self, G_CONNECT_SWAPPED);
  push (self, step, _ ("Restore"));
}

static void
practice_clicked_cb (ImwOnboardingView *self)
{
  imw_application_switch_environment (self->application, IMW_ENVIRONMENT_PRACTICE);
}

static void
real_clicked_cb (ImwOnboardingView *self)
{
  imw_application_switch_environment (self->application, IMW_ENVIRONMENT_MAIN);
}

/* from a test network that was chosen in the preferences and has no wallet yet */
static void
usual_clicked_cb (ImwOnboardingView *self)
{
  g_autoptr (GError) error = NULL;

  if (imw_settings_set (imw_wallet_service_get_settings (self->service), IMW_SETTING_NETWORK, "",
                        &error))
    imw_application_switch_environment (self->application,
                                        imw_application_get_environment (self->application));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_FILE);
}

static GtkWidget *
add_choice (ImwOnboardingView *self,
            GtkListBox        *list,
            const char        *icon,
            const char        *title,
            const char        *subtitle,
            GCallback          activated)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  imw_ui_row_opens (ADW_ACTION_ROW (row), activated, self);
  gtk_list_box_append (list, row);

  return row;
}

static void
language_changed_cb (GtkDropDown *drop_down, GParamSpec *pspec, ImwOnboardingView *self)
{
  static const char *const codes[] = { "", "en", "zh_CN" };
  guint                    selected = gtk_drop_down_get_selected (drop_down);

  if (selected < G_N_ELEMENTS (codes))
    imw_application_set_language (self->application, codes[selected]);
}

static GtkWidget *
make_language (ImwOnboardingView *self)
{
  const char *names[] = { _ ("Language of the system"), "English", "简体中文", NULL };
  const char *language = imw_application_get_language (self->application);
  GtkWidget  *drop_down = gtk_drop_down_new_from_strings (names);

  gtk_widget_set_halign (drop_down, GTK_ALIGN_CENTER);
  imw_ui_set_name (drop_down, _ ("Language"));
  if (g_strcmp0 (language, "en") == 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), 1);
  else if (g_strcmp0 (language, "zh_CN") == 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), 2);
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (language_changed_cb), self);

  return drop_down;
}

static void
add_way_back (ImwOnboardingView *self, GtkListBox *list)
{
  GPtrArray *chains = imw_wallet_service_get_chains (self->service);

  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain   *chain = g_ptr_array_index (chains, i);
      const char *here = imw_chain_get_network_name (chain);
      g_auto (GStrv) names =
          imw_wallet_service_list_network_names (self->service, imw_chain_get_id (chain));
      g_autofree char *title = NULL;
      g_autofree char *text = NULL;

      if (names[0] == NULL || g_str_equal (names[0], here))
        continue;

      /* Translators: the name of a test network: "Back to testnet4" */
      title = g_strdup_printf (_ ("Back to %s"), names[0]);
      /* Translators: the name of a test network: "There is no wallet on signet yet" */
      text = g_strdup_printf (_ ("There is no wallet on %s yet"), here);
      add_choice (self, list, "go-previous-symbolic", title, text, G_CALLBACK (usual_clicked_cb));
    }
}

static void
add_choices (ImwOnboardingView *self, GtkListBox *list)
{
  ImwEnvironment environment = imw_application_get_environment (self->application);
  gboolean       fixed = imw_application_environment_is_fixed (self->application);

  if (environment == IMW_ENVIRONMENT_PRACTICE)
    {
      add_choice (self, list, "imw-practice-symbolic", _ ("Make a practice wallet"),
                  _ ("With new words and money that is not real. The best way to start."),
                  G_CALLBACK (create_clicked_cb));
      add_choice (self, list, "imw-restore-symbolic", _ ("Restore a practice wallet"),
                  _ ("From words that were made for practice, or a backup file"),
                  G_CALLBACK (restore_clicked_cb));
      if (!fixed)
        add_choice (self, list, "imw-overview-symbolic", _ ("Leave the practice network"),
                    _ ("For a wallet with real money"), G_CALLBACK (real_clicked_cb));
      return;
    }

  if (!fixed)
    add_choice (
        self, list, "imw-practice-symbolic", _ ("Practise without risk"),
        _ ("A network inside this computer, with money that is not real. The best way to start."),
        G_CALLBACK (practice_clicked_cb));
  add_choice (self, list, "list-add-symbolic", _ ("Make a new wallet"),
              _ ("With new recovery words, on this computer"), G_CALLBACK (create_clicked_cb));
  add_choice (self, list, "imw-restore-symbolic", _ ("Restore a wallet"),
              _ ("From recovery words or a backup file"), G_CALLBACK (restore_clicked_cb));
  add_way_back (self, list);
}

static GtkWidget *
make_welcome (ImwOnboardingView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *image = gtk_image_new_from_icon_name (IMW_APP_ID);
  GtkWidget *title = gtk_label_new (_ ("Welcome to IM Wallet"));
  GtkWidget *text = gtk_label_new (_ (
      "Your keys are made on this computer and stay here. Nobody else can move your money, and "
      "nobody else can bring it back: that is what the recovery words are for."));
  GtkWidget *list = gtk_list_box_new ();

  gtk_image_set_pixel_size (GTK_IMAGE (image), 96);
  gtk_widget_add_css_class (title, "title-1");
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  add_choices (self, GTK_LIST_BOX (list));
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), make_language (self));

  return imw_ui_page (box, PAGE_WIDTH);
}

static void
imw_onboarding_view_dispose (GObject *object)
{
  ImwOnboardingView *self = IMW_ONBOARDING_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->words_step != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->words_step), (gpointer *) &self->words_step);
  self->words_step = NULL;
  g_clear_object (&self->onboarding);
  g_clear_object (&self->service);
  g_clear_object (&self->backup);
  g_clear_pointer (&self->words, imw_secret_unref);

  G_OBJECT_CLASS (imw_onboarding_view_parent_class)->dispose (object);
}

static void
imw_onboarding_view_finalize (GObject *object)
{
  g_clear_object (&IMW_ONBOARDING_VIEW (object)->cancellable);

  G_OBJECT_CLASS (imw_onboarding_view_parent_class)->finalize (object);
}

static void
imw_onboarding_view_class_init (ImwOnboardingViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_onboarding_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_onboarding_view_finalize;
}

static void
imw_onboarding_view_init (ImwOnboardingView *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_onboarding_view_new:
 * @application: the program; outlives the view
 * @service: an open service
 *
 * Returns: (transfer full): the view
 */
GtkWidget *
imw_onboarding_view_new (ImwApplication *application, ImwWalletService *service)
{
  ImwOnboardingView *self = g_object_new (IMW_TYPE_ONBOARDING_VIEW, NULL);
  GtkWidget         *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->application = application;
  self->service = g_object_ref (service);
  self->onboarding = imw_onboarding_new (service);
  self->back = imw_ui_icon_button ("go-previous-symbolic", _ ("Back"));
  gtk_widget_set_halign (self->back, GTK_ALIGN_START);
  gtk_widget_set_margin_start (self->back, 6);
  gtk_widget_set_visible (self->back, FALSE);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_clicked_cb), self);
  self->navigation = IMW_NAVIGATION (imw_navigation_new (make_welcome (self), _ ("Welcome")));
  gtk_widget_set_vexpand (GTK_WIDGET (self->navigation), TRUE);
  g_signal_connect_object (self->navigation, "changed", G_CALLBACK (navigation_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->back);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->navigation));
  adw_bin_set_child (ADW_BIN (self), box);

  return GTK_WIDGET (self);
}
