// Turns what a pointer and a wheel do over the picture into panning, zooming and clicks.

export interface GestureEvents {
  readonly onPan: (byX: number, byY: number) => void;
  /** The place is in pixels from the upper left corner of the picture. */
  readonly onZoom: (factor: number, x: number, y: number) => void;
  readonly onClick: (x: number, y: number) => void;
  readonly onDoubleClick: (x: number, y: number) => void;
}

/** A press that moves less than this many pixels is a click. */
const clickSlack = 4;

/** Listens on the element for as long as it lives. */
export function listenForGestures(element: SVGSVGElement, events: GestureEvents): void {
  let pressed: { readonly id: number; x: number; y: number; moved: boolean } | undefined;
  const place = (event: MouseEvent): readonly [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  element.addEventListener('pointerdown', event => {
    if (event.button === 0 || event.button === 1)
      pressed = { id: event.pointerId, x: event.clientX, y: event.clientY, moved: false };
  });
  element.addEventListener('pointermove', event => {
    if (pressed?.id !== event.pointerId) return;
    const [byX, byY] = [event.clientX - pressed.x, event.clientY - pressed.y];
    if (!pressed.moved && Math.hypot(byX, byY) < clickSlack) return;
    if (!pressed.moved) element.setPointerCapture(event.pointerId);
    pressed = { id: event.pointerId, x: event.clientX, y: event.clientY, moved: true };
    element.classList.add('dragging');
    events.onPan(byX, byY);
  });
  const end = (event: PointerEvent): void => {
    if (pressed?.id !== event.pointerId) return;
    const click = !pressed.moved && event.type === 'pointerup' && event.button === 0;
    pressed = undefined;
    element.classList.remove('dragging');
    if (click) events.onClick(...place(event));
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('dblclick', event => events.onDoubleClick(...place(event)));
  element.addEventListener(
    'wheel',
    event => {
      event.preventDefault();
      // Lines and pages of a wheel in pixels; with Shift it moves sideways, as everywhere.
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : event.deltaMode === 1 ? 16 : 400;
      if (event.shiftKey) events.onPan(-(event.deltaX || event.deltaY) * unit, 0);
      else events.onZoom(Math.exp((-event.deltaY * unit) / (event.ctrlKey ? 120 : 500)), ...place(event));
    },
    { passive: false },
  );
}
