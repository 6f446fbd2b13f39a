/* imw-contact.c: somebody who is paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-contact"

#include "config.h"

#include "imw-contact-private.h"

/**
 * ImwContact:
 *
 * Somebody who is paid: a name, a note and addresses, each with its chain. A change is in memory
 * until the wallet saves the contact. Main thread.
 */

typedef struct
{
  char *chain_id;
  char *address;
} ImwContactAddress;

struct _ImwContact
{
  GObject parent_instance;

  char      *id;
  char      *name;
  char      *note;
  GPtrArray *addresses; /* (element-type ImwContactAddress) */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_NOTE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwContact, imw_contact, G_TYPE_OBJECT)

static void
contact_address_free (ImwContactAddress *address)
{
  g_free (address->chain_id);
  g_free (address->address);
  g_free (address);
}

static void
imw_contact_finalize (GObject *object)
{
  ImwContact *self = IMW_CONTACT (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_contact_parent_class)->finalize (object);
}

static void
imw_contact_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ImwContact *self = IMW_CONTACT (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_contact_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  ImwContact *self = IMW_CONTACT (object);

  switch (prop_id)
    {
    case PROP_NAME:
      imw_contact_set_name (self, g_value_get_string (value));
      break;

    case PROP_NOTE:
      imw_contact_set_note (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_contact_class_init (ImwContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = imw_contact_finalize;
  object_class->get_property = imw_contact_get_property;
  object_class->set_property = imw_contact_set_property;

  /**
   * ImwContact:name:
   *
   * What the user calls them.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);

  /**
   * ImwContact:note:
   *
   * Free text of the user's.
   */
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, "", flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_contact_init (ImwContact *self)
{
  self->id = g_uuid_string_random ();
  self->name = g_strdup ("");
  self->note = g_strdup ("");
  self->addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_address_free);
}

static void
set_text (ImwContact *self,
          char      **member,
          const char *text,
          GParamSpec *pspec)
{
  const char *value = text != NULL ? text : "";

  if (g_str_equal (*member, value))
    return;

  g_free (*member);
  *member = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

/**
 * imw_contact_new:
 * @name: what the user calls them
 *
 * Returns: (transfer full): a new contact, in memory only
 */
ImwContact *
imw_contact_new (const char *name)
{
  ImwContact *self = g_object_new (IMW_TYPE_CONTACT, NULL);

  imw_contact_set_name (self, name);

  return self;
}

/**
 * imw_contact_new_with_id:
 * @id: the UUID under which the store keeps it
 * @name: what the user calls them
 *
 * Returns: (transfer full): a contact that was stored before
 */
ImwContact *
imw_contact_new_with_id (const char *id,
                         const char *name)
{
  ImwContact *self = imw_contact_new (name);

  g_free (self->id);
  self->id = g_strdup (id);

  return self;
}

/**
 * imw_contact_get_id:
 * @self: a contact
 *
 * Returns: its UUID
 */
const char *
imw_contact_get_id (ImwContact *self)
{
  g_return_val_if_fail (IMW_IS_CONTACT (self), NULL);

  return self->id;
}

/**
 * imw_contact_get_name:
 * @self: a contact
 *
 * Returns: the name, never %NULL
 */
const char *
imw_contact_get_name (ImwContact *self)
{
  g_return_val_if_fail (IMW_IS_CONTACT (self), "");

  return self->name;
}

/**
 * imw_contact_set_name:
 * @self: a contact
 * @name: (nullable): the name
 *
 * Changes the name in memory.
 */
void
imw_contact_set_name (ImwContact *self,
                      const char *name)
{
  g_return_if_fail (IMW_IS_CONTACT (self));

  set_text (self, &self->name, name, properties[PROP_NAME]);
}

/**
 * imw_contact_get_note:
 * @self: a contact
 *
 * Returns: the note, never %NULL
 */
const char *
imw_contact_get_note (ImwContact *self)
{
  g_return_val_if_fail (IMW_IS_CONTACT (self), "");

  return self->note;
}

/**
 * imw_contact_set_note:
 * @self: a contact
 * @note: (nullable): the note
 *
 * Changes the note in memory.
 */
void
imw_contact_set_note (ImwContact *self,
                      const char *note)
{
  g_return_if_fail (IMW_IS_CONTACT (self));

  set_text (self, &self->note, note, properties[PROP_NOTE]);
}

/**
 * imw_contact_get_n_addresses:
 * @self: a contact
 *
 * Returns: how many addresses it has
 */
guint
imw_contact_get_n_addresses (ImwContact *self)
{
  g_return_val_if_fail (IMW_IS_CONTACT (self), 0);

  return self->addresses->len;
}

/**
 * imw_contact_get_address:
 * @self: a contact
 * @position: which address
 * @chain_id: (out) (optional) (transfer none): of which chain
 * @address: (out) (optional) (transfer none): its text
 *
 * Reads one address.
 */
void
imw_contact_get_address (ImwContact  *self,
                         guint        position,
                         const char **chain_id,
                         const char **address)
{
  ImwContactAddress *entry = NULL;

  g_return_if_fail (IMW_IS_CONTACT (self));
  g_return_if_fail (position < self->addresses->len);

  entry = g_ptr_array_index (self->addresses, position);

  if (chain_id != NULL)
    *chain_id = entry->chain_id;

  if (address != NULL)
    *address = entry->address;
}

/**
 * imw_contact_fits_chain:
 * @self: a contact
 * @position: which address
 * @chain: a network
 *
 * Returns: whether the address is one of that network, too: where several networks have the same
 * kind of address, what was noted for one is good for all
 */
gboolean
imw_contact_fits_chain (ImwContact *self,
                        guint       position,
                        ImwChain   *chain)
{
  ImwContactAddress *entry = NULL;
  g_autoptr (ImwRecipient) recipient = NULL;

  g_return_val_if_fail (IMW_IS_CONTACT (self), FALSE);
  g_return_val_if_fail (position < self->addresses->len, FALSE);
  g_return_val_if_fail (IMW_IS_CHAIN (chain), FALSE);

  entry = g_ptr_array_index (self->addresses, position);
  if (g_str_equal (entry->chain_id, imw_chain_get_id (chain)))
    return TRUE;

  recipient = imw_chain_parse_address (chain, entry->address, NULL);

  return recipient != NULL;
}

/**
 * imw_contact_has_address:
 * @self: a contact
 * @address: canonical text
 *
 * Returns: whether this is one of its addresses, of whatever chain
 */
gboolean
imw_contact_has_address (ImwContact *self,
                         const char *address)
{
  g_return_val_if_fail (IMW_IS_CONTACT (self), FALSE);

  for (guint i = 0; i < self->addresses->len; i++)
    {
      ImwContactAddress *entry = g_ptr_array_index (self->addresses, i);

      if (g_strcmp0 (entry->address, address) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_contact_add_address:
 * @self: a contact
 * @chain_id: of which chain
 * @address: canonical text, as the chain parsed it
 *
 * Adds an address in memory; one that is there already is not added again, also not for another chain on which it is the same
 * text: imw_contact_fits_chain() offers it there.
 */
void
imw_contact_add_address (ImwContact *self,
                         const char *chain_id,
                         const char *address)
{
  ImwContactAddress *entry = NULL;

  g_return_if_fail (IMW_IS_CONTACT (self));
  g_return_if_fail (chain_id != NULL);
  g_return_if_fail (address != NULL);

  for (guint i = 0; i < self->addresses->len; i++)
    {
      entry = g_ptr_array_index (self->addresses, i);
      if (g_str_equal (entry->address, address))
        return;
    }

  entry = g_new0 (ImwContactAddress, 1);
  entry->chain_id = g_strdup (chain_id);
  entry->address = g_strdup (address);
  g_ptr_array_add (self->addresses, entry);
}

/**
 * imw_contact_remove_address:
 * @self: a contact
 * @position: which address
 *
 * Removes an address in memory.
 */
void
imw_contact_remove_address (ImwContact *self,
                            guint       position)
{
  g_return_if_fail (IMW_IS_CONTACT (self));
  g_return_if_fail (position < self->addresses->len);

  g_ptr_array_remove_index (self->addresses, position);
}
