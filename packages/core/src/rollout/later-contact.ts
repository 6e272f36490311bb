/**
 * Did a contact come after an action, by the device's own clock? Devices print whole seconds, so within
 * the second of the action only a contact that was not there before counts.
 */
export function isLaterContact(
  contactAt: string,
  action: { readonly deviceTime: string; readonly contactBefore?: string },
): boolean {
  const began = wholeSecond(action.deviceTime);
  const time = wholeSecond(contactAt);
  if (time !== began) return time > began;
  return action.contactBefore === undefined || wholeSecond(action.contactBefore) < time;
}

const wholeSecond = (time: string) => Math.floor(Date.parse(time) / 1000);
