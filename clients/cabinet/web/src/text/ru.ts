import { plural } from './plural';

const refusals = (n: number): string => plural('ru', n, { one: 'отказ', few: 'отказа', many: 'отказов' });
const rules = (n: number): string => plural('ru', n, { one: 'правило', few: 'правила', many: 'правил' });
const errors = (n: number): string => plural('ru', n, { one: 'ошибка', few: 'ошибки', many: 'ошибок' });
const warnings = (n: number): string =>
    plural('ru', n, { one: 'предупреждение', few: 'предупреждения', many: 'предупреждений' });
const days = (n: number): string => plural('ru', n, { one: 'день', few: 'дня', many: 'дней' });
const arrived = (n: number): string => plural('ru', n, { one: 'новый отказ', few: 'новых отказа', many: 'новых отказов' });

export const ru = {
    product: 'Отказы',
    skip: 'К содержанию',
    nav: { main: 'Разделы', today: 'Сегодня', refusals: 'Отказы', scenario: 'Сценарий', figures: 'Показатели' },
    signIn: {
        title: 'Личный кабинет', lead: 'Отказы от посылок: что случилось, почему, где посылка и что ждёт вашего решения.',
        login: 'Логин', password: 'Пароль', button: 'Войти', wrong: 'Неверный логин или пароль.',
        tooMany: 'Слишком много попыток. Подождите немного и попробуйте снова.', expired: 'Сеанс окончен. Войдите снова.',
        out: 'Выйти',
    },
    look: { language: 'English', theme: 'Оформление', auto: 'Как в системе', light: 'Светлое', dark: 'Тёмное' },
    live: {
        idle: 'не подключено', connecting: 'подключаемся…', live: 'на связи', lost: 'связь потеряна, подключаемся снова',
        now: 'Подключиться сейчас', news: (n: number) => `${n} ${arrived(n)}`,
        one: (number: string, reason: string, state: string) => `Новый отказ ${number}: ${reason}, ${state}`,
        back: 'Связь восстановлена',
    },
    error: {
        title: 'Не получилось', unreachable: 'Сервер недоступен. Проверьте связь и повторите.',
        away: 'База данных сейчас недоступна. Ничего не потеряно, повторите чуть позже.', retry: 'Повторить',
        conflict: 'Пока вы решали, отказ изменился. Показываем, как есть сейчас.', notFound: 'Такой страницы нет.',
        gone: 'Такого отказа нет или он не вашего магазина.', forbidden: 'На это нет прав.', details: 'Подробнее',
        reload: 'Страница устарела. Обновите её.',
    },
    common: {
        loading: 'Загружаем…', cancel: 'Отмена', close: 'Закрыть', apply: 'Применить', save: 'Сохранить', all: 'все', any: 'любой',
        yes: 'да', no: 'нет', none: '—', unknown: 'неизвестно', more: 'Ещё', edit: 'Изменить', done: 'Готово', empty: 'Пусто',
        refusals: (n: number) => `${n} ${refusals(n)}`, days: (n: number) => `${n} ${days(n)}`, show: 'Показать', hide: 'Скрыть',
    },
    today: {
        title: 'Сегодня', waiting: 'Ждут решения', newest: 'Новые отказы', recorded: 'Отказов сегодня',
        automatic: 'Решено автоматически', cost: 'Стоимость за сегодня', breached: 'Просрочено', states: 'Сейчас в работе',
        nothingWaits: 'Ничего не ждёт вашего решения.', nothingNew: 'Сегодня отказов не было.', all: 'Все отказы', allWaiting: (n: number) => `Показать все ${n}`,
        byDefault: (action: string) => `иначе: ${action}`, of: (n: number) => `из ${n}`,
        nearest: (when: string) => `ближайший срок ${when}`, noDeadline: 'без срока',
    },
    list: {
        title: 'Отказы', search: 'Номер посылки', searchKey: '/ — поиск', filters: 'Фильтры', reset: 'Сбросить', csv: 'Скачать CSV',
        state: 'Состояние', reason: 'Причина', region: 'Регион', courier: 'Курьер', since: 'С', until: 'По', costFrom: 'Стоимость от',
        costTo: 'до', open: 'Только открытые', waiting: 'Ждут решения', sort: 'Порядок', descending: 'По убыванию',
        ascending: 'По возрастанию', nothing: 'Под эти условия ничего не подходит.', noneYet: 'Отказов ещё не было.', part: 'часть',
        sorts: { recorded_at: 'по времени', cost: 'по стоимости', deadline: 'по сроку', number: 'по номеру' },
        column: { number: 'Посылка', state: 'Состояние', reason: 'Причина', action: 'Решение', place: 'Где', cost: 'Стоимость',
            value: 'Ценность', recorded: 'Записан', deadline: 'Срок' },
        loaded: (shown: number, total: number) => `Показано ${shown} из ${total}`,
    },
    one: {
        back: 'Ко всем отказам', attempt: (n: number) => `попытка ${n}`, planned: 'План', actual: 'Потрачено', value: 'Ценность',
        weight: 'Вес', cod: 'К оплате', category: 'Категория', supplier: 'Поставщик', shipped: 'Отправлен', money: 'Деньги',
        courier: 'Курьер', region: 'Регион', recorded: 'Записан', occurred: 'Случилось', deadline: 'Решить до', now: 'Где сейчас',
        to: 'Куда', what: 'Что сделать', nothing: 'Сейчас от магазина ничего не требуется.', more: 'Другие действия',
        changeMind: 'Изменить решение', route: 'Маршрут', noRoute: 'Маршрута нет.', why: 'Почему так', timeline: 'Что было',
        lines: 'Товары', parcel: 'Посылка', arrives: 'Прибытие', cost: 'Стоимость', breakdown: 'Из чего складывается',
        leg: { done: 'пройден', underway: 'в пути', planned: 'впереди' },
        legs: { from: 'Откуда', to: 'Куда', departs: 'Отправление', arrives: 'Прибытие', cost: 'Цена', plan: 'план', fact: 'факт' },
        map: (from: string, to: string, done: number, all: number) => `Карта маршрута: ${from} — ${to}, пройдено участков: ${done} из ${all}`,
        legend: 'Обозначения', proof: 'Доказательства', late: (by: string) => `на ${by} позже плана`, deviceClock: 'по часам устройства',
        line: { sku: 'Артикул', shipped: 'Отправлено', accepted: 'Взяли', refused: 'Отказ', received: 'Принято', damaged: 'Повреждено',
            surplus: 'Лишнее', wrong: 'Не то', price: 'Цена', result: 'Что стало' },
        grams: 'г', kg: 'кг', repacked: 'переупаковано',
    },
    decide: {
        title: (action: string) => `${action}?`, destination: 'Куда вернуть', cheapest: 'Куда дешевле, по правилу', confirm: 'Подтвердить',
        previewing: 'Считаем разницу…', dearer: (sum: string) => `Дороже на ${sum}`, cheaper: (sum: string) => `Дешевле на ${sum}`,
        same: 'Стоимость не изменится', unknownCost: 'Разница в стоимости неизвестна', applied: 'Решение применено', act: 'Изменить решение',
        lead: 'Посылка уже в пути. Сначала посмотрите, сколько будет стоить новое решение.', what: 'Новое решение',
        notPossible: 'Так решить нельзя',
    },
    payload: {
        reason: 'Причина', document: 'Документ', address: 'Адрес', contact: 'Контакт', depot: 'Депо', region: 'Регион', date: 'Дата',
        from: 'С', until: 'До', untilDay: 'Хранить до', money_state: 'Расчёт', destination: 'Куда', optional: 'можно не указывать',
    },
    why: {
        ruled: (name: string, version: number) => `Так решило правило «${name}» из сценария версии ${version}.`,
        byActor: (actor: string) => `Решение принял: ${actor}.`, unknown: 'Решения ещё не было.',
        ruleSaid: (action: string, name: string) => `По правилу «${name}» было бы: ${action}.`,
        blocked: (why: string) => `Первое действие не удалось: ${why}.`, fallback: (action: string) => `Это действие на случай, когда «${action}» невозможно.`,
        others: 'Другие правила', fails: (field: string, has: string, wants: string) => `не подошло: ${field} — ${has}, нужно ${wants}`,
        insideOf: (rule: string) => `уступило: «${rule}» точнее`, outranked: (rule: string) => `уступило: у «${rule}» порядок раньше`,
        won: 'сработало', wonInside: (rule: string) => `точнее, чем ${rule}`, rule: (id: number) => `правило ${id}`,
        wouldChange: 'Решение было бы другим', ifField: (field: string, to: string, action: string) => `если ${field} — ${to}: ${action}`,
        rejected: 'Почему не в другое место', dearer: (sum: string) => `дороже на ${sum}`, cheaper: (sum: string) => `теперь дешевле на ${sum}`,
        asDear: 'стоит столько же', asDearLater: 'стоит столько же, но дольше', inactive: 'закрыто', noLane: 'туда нет дороги',
        full: 'все рейсы заполнены', noSorting: 'по дороге нет сортировки', noTime: 'нет рейса вовремя', otherKind: 'не того вида', otherSupplier: 'другого поставщика',
        alternatives: 'Вернуть или доставить повторно', redeliver: 'Повторная доставка', return: 'Возврат',
        moreBy: (sum: string) => `повторная доставка дороже на ${sum}`, lessBy: (sum: string) => `повторная доставка дешевле на ${sum}`,
        atLeast: (n: string) => `от ${n}`, below: (n: string) => `меньше ${n}`, between: (a: string, b: string) => `от ${a} до ${b}`,
        part: (node: string) => `${node}`, or: ' или ', nothing: 'ничего',
    },
    scenario: {
        title: 'Сценарий', versions: 'Версии', version: (n: number) => `Версия ${n}`, newDraft: 'Новый черновик', copy: 'Черновик из этой версии',
        rules: 'Правила', count: (n: number) => `${n} ${rules(n)}`, since: (when: string) => `с ${when}`, until: (when: string) => `до ${when}`,
        errors: (n: number) => `${n} ${errors(n)}`, warnings: (n: number) => `${n} ${warnings(n)}`, clean: 'Ошибок не найдено',
        add: 'Добавить правило', duplicate: 'Копировать', delete: 'Удалить', up: 'Выше', down: 'Ниже', edit: 'Изменить правило',
        save: 'Сохранить', saved: 'Сохранено и проверено', unsaved: 'Есть несохранённые изменения', discard: 'Отменить изменения',
        deleteDraft: 'Удалить черновик', deleteSure: 'Черновик будет удалён. Вернуть его нельзя.', rank: 'Порядок', name: 'Название',
        when: 'Когда', then: 'Что делать', everything: 'всё остальное', checks: 'Проверка', example: 'Пример', of: 'Общие замечания',
        notEditable: 'Эта версия уже действовала, её не меняют. Сделайте черновик и правьте его.', newRule: 'Новое правило',
        rankHelp: 'Порядок решает, только если ни одно из правил не точнее другого. Меньше — раньше.',
        activate: 'Ввести в действие', activateNow: 'Сразу', activateAt: 'В назначенное время', activateSure: (version: number) => `Версия ${version} начнёт решать новые отказы. Открытые остаются при своём решении.`,
        activated: 'Сценарий введён в действие', needsSave: 'Сначала сохраните', hasErrors: 'Сначала исправьте ошибки', leave: 'Изменения не сохранены. Уйти со страницы?',
        simulate: 'Примерить на прошлое', simulateLead: 'Что было бы с отказами, решай их эта версия. Ничего не меняется.', days: 'За последние', run: 'Посчитать',
        replayed: (n: number) => `Перерешено: ${n} ${refusals(n)}`, before: 'Было', after: 'Стало', changed: (n: number) => `Иначе решены: ${n}`, nothingChanged: 'Ни одно решение не изменилось.',
        total: 'Итого', countTitle: 'Сколько отказов', costTitle: 'Сколько стоит', difference: (sum: string) => `Разница: ${sum}`, noScenario: 'Сценария ещё нет. Начните с черновика.',
        stale: 'Посчитано до последних изменений',
    },
    rule: {
        from: 'от', to: 'до', destinations: 'Места назначения', destination_kind: 'Вид места', needs_sorting: 'Нужна сортировка', hold_for: 'Хранить',
        decide_within: 'Решить за', default_action: 'Если не выйдет', attempt_cap: 'Попыток не больше', redeliver_margin: 'Повторная дороже не более чем на',
        value_loss_rate: 'Потеря стоимости в день, %', notify_recipient: 'Уведомить получателя', notify_template: 'Шаблон уведомления', action: 'Действие',
        weightHint: 'граммы', hours: 'ч', days: 'дн.', minutes: 'мин', seconds: 'с', any: 'любое', and: ' и ', conditions: 'Условия', hintCodes: 'коды через запятую',
        cheapestOf: (places: string) => `куда дешевле: ${places}`, to_: (places: string) => `в ${places}`, kind: (kind: string) => `ближайшее: ${kind}`, sorted: 'через сортировку',
        holdFor: (time: string) => `хранить ${time}`, within: (time: string) => `решить за ${time}`, otherwise: (action: string) => `иначе ${action}`,
        cap: (n: number) => `не больше ${n} попыток`, margin: (sum: string) => `если не дороже чем на ${sum}`, notify: (template: string) => `уведомить (${template})`,
        weekdays: ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'],
    },
    figures: {
        title: 'Показатели', period: 'Период', last: (n: number) => `${n} ${days(n)}`, step: 'Шаг', day: 'по дням', week: 'по неделям', total: 'Отказов', perRefusal: 'Стоимость одного',
        automatic: 'Решено автоматически', breaches: 'Пропущено сроков', overTime: 'Отказы во времени', byReason: 'По причинам', byRegion: 'По регионам', byCourier: 'По курьерам',
        bySku: 'По товарам', timeInState: 'Сколько ждут', median: 'обычно', p90: 'у 9 из 10 не дольше', hours: 'ч', count: 'Сколько', cost: 'Стоимость', nothing: 'За этот период отказов не было.',
        asTable: 'Таблицей', underMinute: 'меньше минуты', bucket: 'Дата', costOver: 'Стоимость', other: 'остальные', unknown: 'не указан', most: (name: string, n: number) => `больше всего: ${name}, ${n}`,
    },
};

export type Texts = typeof ru;
