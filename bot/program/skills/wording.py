"""Which little words stand around a skill, in English and German, and what do they do to it?

Tables only, written as `letters.fold` writes words (small letters, no accents). `clauses.py` reads
the phrases, `recognize.py` the words.
"""

from enum import Enum
from typing import Final


def words_of(text: str) -> frozenset[str]:
    """A table written as words in a row."""
    return frozenset(text.split())


class Cue(Enum):
    """What a phrase does to the words around it."""

    NOT = "the words after it are excluded, up to the next comma"
    ALL_BUT = "the words after it are excluded, commas included"
    ASK = "the words after it may be meant or not: we ask"
    TAKE = "the words after it are meant again"
    UNDO = "the words before it were a slip, if others follow"
    UNDO_ALWAYS = "the words before it were a slip"
    BECAUSE = "a reason follows, no topic"
    SPLIT = "a new topic begins"
    BUT = "a new topic begins, and it is meant"
    EMPTY = "there is nothing to say"
    UNDECIDED = "they do not know yet what to say"
    IDLE = "says nothing, although its words would"


CUES: Final[dict[Cue, str]] = {
    Cue.NOT: """
        no | not | non | without | except | except for | excluding | apart from | aside from
        | other than | instead of | rather than | as opposed to | opposed to | but not
        | but no | never | don't | dont | do not | doesn't | doesnt | didn't | isn't | aren't
        | won't | wouldn't | wont | can't | cant | cannot | can not | could not | couldn't
        | nor | neither | hate | i hate | dislike | avoid | avoiding | skip | skipping
        | not interested in | no interest in | nothing to do with | nothing about
        | nothing with | no more | enough of | sick of | tired of | fed up with | bored of
        | bored with | no need for | less of | definitely not | certainly not | please no
        | not really | not so much | not necessarily | thanks but no | not for me | no longer
        | not any | not anything with | nope to | no to | kein | keine | keinen | keinem
        | keiner | keines | keinerlei | nicht | ohne | ausser | bis auf | ausgenommen
        | abgesehen von | statt | anstatt | anstelle von | stattdessen nicht | nie | niemals
        | nie wieder | weder | nichts mit | nichts zu | nur kein | nur keine | nur nicht
        | bloss kein | bloss keine | bloss nicht | hasse | ich hasse | vermeiden | aber nicht
        | aber kein | aber keine | aber ohne | bitte kein | bitte keine | bitte nicht
        | auf keinen fall | keinesfalls | lieber nicht | lieber kein | eher nicht
        | nicht so sehr | kein interesse an | keine lust auf | keinen bock auf | genug von
        | satt | nicht mehr | nein zu
    """,
    Cue.ALL_BUT: """
        anything but | anything except | anything except for | anything apart from
        | anything other than | anything besides | anything excluding | anything that is not
        | anything that's not | anything not | anything as long as it's not
        | anything as long as it is not | everything but | everything except
        | everything except for | everything apart from | everything other than
        | everything besides | everything excluding | everything but not | everything just not
        | anything just not | all but | all except | all except for | all of it except
        | all of it but | all apart from | whatever but | whatever except | whatever but not
        | anything , but not | anything but not | everything , but not | anything , just not
        | everything , just not | anything , just no | anything , except | everything , except
        | anything , not | everything , not | anything , no | everything , no
        | anything but no | anything really except | anything really but | any skill but
        | any skill except | any topic but | any topic except | any topic apart from
        | anything minus | everything minus | everything without | alles ausser
        | alles bis auf | alles ohne | alles nur nicht | alles nur kein | alles nur keine
        | alles , nur nicht | alles , nur kein | alles , nur keine | alles , nur keinen
        | alles nur keinen | alles , aber nicht | alles , aber kein | alles , aber keine
        | alles aber kein | alles aber nicht | alles , ausser | alles , bloss nicht
        | alles , bloss kein | alles bloss kein | alles bloss nicht | alles mit ausnahme von
        | alles abgesehen von | alles mogliche ausser | alles moegliche ausser
        | egal was , nur nicht | egal was , nur kein | egal was nur kein | jedes thema ausser
        | egal , nur nicht | egal , nur kein
    """,
    Cue.ASK: """
        no experience with | no experience in | no experience of | no idea about
        | no idea of | no clue about | not good at | not very good at | not great at
        | not so good at | not too good at | not the best at | bad at | terrible at
        | rubbish at | awful at | hopeless at | don't know much about
        | don't know anything about | don't know a lot about | don't know about | don't know
        | dont know | do not know | don't know how to use | never used | never tried
        | no knowledge of | know nothing about | nothing much about | not sure about
        | unsure about | not much of a | not a fan of | keine erfahrung mit
        | keine erfahrung in | keine erfahrung im | keine ahnung von | keinen plan von
        | nicht gut in | nicht gut im | nicht so gut in | nicht besonders gut in | schlecht in
        | schlecht im | nie benutzt | noch nie | weiss nichts uber
        | kenne mich nicht aus mit | nicht sicher bei
    """,
    Cue.TAKE: """
        i want | i would like | i'd like | i'd love | i would love | i'd rather
        | i would rather | i prefer | i'd prefer | i can | i could | i love | i like | i know
        | i'm good at | i am good at | happy to | let's do | give me | i'll take | instead
        | just | only | yes to | want | would like | would love | would prefer | prefer
        | rather | preferably | ich mochte | ich moechte | ich will | ich wurde | ich wuerde
        | ich kann | ich hatte gern | ich liebe | ich mag | mochte | moechte | will | kann
        | lieber | dafur | dafuer | stattdessen | nur | gern | gerne
    """,
    Cue.UNDO_ALWAYS: """
        no wait | no , wait | wait no | wait , no | oh wait | oh no wait | hang on no
        | scratch that | strike that | forget that | ignore that | i meant | i meant to say
        | make that | or rather | or better | correction | sorry i meant | sorry , i meant
        | sorry i mean | sorry , i mean | i mean rather | no i mean | no , i mean | no i meant
        | no , i meant | actually no | actually , no | no actually | no , actually
        | no sorry | no , sorry | sorry no | sorry , no | no make that | no , make that
        | no hang on | no hold on | wait i mean | wait , i mean | change that to | ach nein
        | ne warte | nee warte | nein warte | nein , warte | warte nein | warte , nein
        | ne quatsch | nein quatsch | ach quatsch | quatsch | ich meinte | ich meine naturlich
        | nein ich meine | nein , ich meine | nein ich meinte | nein , ich meinte
        | oder besser | oder vielmehr | vielmehr | besser gesagt | nein doch | halt nein
        | ach nee | korrektur | sorry ich meine | sorry , ich meine | sorry ich meinte
        | ich meinte eigentlich | streich das | vergiss das
    """,
    Cue.UNDO: """
        i mean | sorry | wait | oops | whoops | nope | no | nah | hmm no | my bad
        | my mistake | actually | typo | ich meine | nein | nee | moment | warte | eigentlich
        | entschuldigung | upps | doch lieber | ups | huch
    """,
    Cue.BECAUSE: """
        because | 'cause | since i | since we | since my | so that | so i can | so we can
        | in order to | due to | given that | as i want | as we | which would help
        | that way i | as my | weil | damit ich | damit wir | da ich | da wir | da mein
        | da meine | denn ich | denn wir | denn mein | um damit
    """,
    Cue.SPLIT: """
        as well as | along with | together with | in addition to | and also | and maybe
        | such as | like for example | for example | for instance | for starters | e.g | eg
        | i.e | z.b | zb | zum beispiel | sowie | sowohl | als auch | plus | then | bzw
        | beziehungsweise | oder auch | und auch | und vielleicht | so | including | inkl
        | inklusive | especially | in particular | particularly | insbesondere | vor allem
        | v.a | aka | vs | versus | und zwar | namely | mainly | firstly | secondly | thirdly
        | additionally | besides that | ausserdem | zusatzlich | zusaetzlich | tools like
        | things like | stuff like | topics like | software like | apps like | skills like
        | languages like | platforms like | themen wie | tools wie | dinge wie | programme wie
        | sachen wie | software wie | sprachen wie | apps wie
    """,
    Cue.BUT: """
        but | but also | but i can | though | although | however | yet also | sondern
        | sondern auch | aber | aber auch | jedoch | allerdings | dafur aber
    """,
    Cue.EMPTY: """
        nothing | nothing yet | nothing really | nothing at all | nothing much | none
        | none of these | none of the above | n/a | na | no skills | not yet
        | not applicable | no preference | nil | null | can't think of anything
        | cannot think of anything | nothing comes to mind | nothing springs to mind
        | nothing in particular | nothing special | nothing specific | no thanks
        | no thank you | nothing to teach | nothing to offer | don't have any | no answer
        | no strong preference | i have nothing | pass | don't have anything | nada
        | mir fallt gerade nichts ein | mir fallt leider nichts ein
        | mir fallt da nichts ein | mir fallt grad nichts ein | fallt mir gerade nichts ein
        | fallt mir leider nichts ein | nichts | gar nichts | noch nichts | nix
        | nichts besonderes | nichts bestimmtes | keine idee | mir fallt nichts ein
        | mir faellt nichts ein | fallt mir nichts ein | faellt mir nichts ein | noch unklar
        | noch offen | k.a | ka | kann nichts | ich habe nichts | nichts zu bieten
        | gerade nichts | momentan nichts | keine angabe | entfallt | entfaellt | keins
        | keines davon | nichts davon | noch keine
    """,
    Cue.UNDECIDED: """
        weiss nicht so recht | weiss nicht recht | weiss es nicht so recht
        | weiss noch nicht so recht | weiss nicht genau | weiss noch nicht genau
        | weiss ich noch nicht genau | idk | dunno | no idea | no clue | not sure
        | not sure yet | unsure | i don't know | i dont know | i do not know
        | don't know yet | dont know yet | haven't decided | have not decided | undecided
        | tbd | tba | to be decided | to be determined | haven't thought about it
        | not decided | weiss nicht | weiss ich nicht | weiss ich noch nicht
        | weiss es nicht | weiss es noch nicht | weiss noch nicht | ich weiss nicht
        | ich weiss es nicht | ich weiss es noch nicht | keine ahnung | kein plan
        | keinen plan | noch nicht sicher | nicht sicher | bin mir nicht sicher
        | bin nicht sicher
    """,
    Cue.IDLE: """
        not only | not just | not suck | not suck at | not to suck | not mess up
        | not be afraid | not being afraid | not forget | not limited to | not to mention
        | why not | no problem | no problem with | no worries | can't wait | cannot wait
        | can't wait to | can't get enough of | cannot get enough of | don't mind
        | wouldn't mind | would not mind | do not mind | nothing but | not bad at | no doubt
        | if not | last but not least | not too bad at | never enough | no matter
        | whether or not | nothing better than | nothing more than | nothing beats
        | don't worry | no pressure | anything about | anything to do with
        | anything related to | anything around | anything on | everything about
        | everything around | everything to do with | all about | all things | all the things
        | never too late | nicht nur | nicht schlecht in | kein problem | kein problem mit
        | warum nicht | wieso nicht | nichts als | wenn nicht | nicht zuletzt
        | kann es kaum erwarten | alles rund um | alles uber | alles ueber | alles zu
        | alles was mit | alles mit | alles zum thema | ob oder nicht
    """,
}

# Words of these tables that hold a sign.
ODD: Final = frozenset({"n/a", "e.g", "i.e", "z.b", "k.a", "v.a"})

# Words before which a homonym is a verb or a stranger: "to go", "we go", "will slack".
NOT_A_NOUN_AFTER: Final = words_of(
    """
    the a an my your our his her their this that these those
    to i we you they he she it let lets can will must should would could may might gonna wanna
    please don't dont not never ready always ich du wir er
    """
)

# After these the word "to" leads to a topic, not to a verb: "intro to Go".
TOPIC_TO: Final = words_of(
    """
    intro introduction introductory new related switch switching comes guide migrating moving
    added similar
    """
)

# Words that begin the complement of a topic: what stands before them is the topic, what stands
# after them a second one.
PREPOSITIONS: Final = words_of(
    """
    for with in on at to of about before after during since until while from using via through
    into as by around within regarding without between across towards against over fur fuer mit
    im auf bei beim zu zum zur von vom uber ueber um nach durch als am an aus unter zwischen
    gegen
    """
)

# Left out when phrases are compared: "culture of the company" is "company culture".
LINKING: Final = words_of(
    """
    really actually truly just properly
    a an the of for in on at to with about and or & my our your some from by as und oder der die
    das den dem des ein eine einen einem einer im am auf mit von vom zu zum zur fur fuer uber
    ueber bei
    """
)

# They are no topic, and not worth keeping either.
NOISE: Final = words_of(
    """
    stuff things thing everything anything something whatever nothing lol haha hahaha hehe hm
    hmm hmmm mmm uh uhm um umm ah oh aha test blah bla foo bar baz lorem ipsum xd omg wtf meh
    ugh yay surprise anyone all none n/a na idk alles irgendwas egal sachen dinge zeug sonstiges
    verschiedenes diverses misc various other others any many several mind open random tbh imo
    btw asap ok skills skill learning teaching question questions answer idea ideas choose
    decide people person me you us them yes no maybe nope nah depends flexible either whichever
    anytime anywhere everyone everybody nobody keine keiner nichts nein ja vielleicht nix noe
    schauen mal weiteres uvm etcetera so-on forth sorry thanks moment offen gespannt uberrascht
    uberraschung
    """
)

# Short for longer words of the catalog: "hotel mgmt", "tech docs".
SHORT_FOR: Final = {
    "mgmt": "management",
    "proj": "project",
    "mgt": "management",
    "mgnt": "management",
    "mgmnt": "management",
    "mngmt": "management",
    "mngt": "management",
    "exec": "executive",
    "execs": "executives",
    "docs": "documentation",
    "comms": "communications",
    "biz": "business",
    "dev": "development",
    "devs": "developers",
    "org": "organization",
    "orgs": "organizations",
    "tech": "technical",
    "prio": "prioritization",
    "pres": "presentation",
    "preso": "presentation",
    "presos": "presentations",
    "stats": "statistics",
    "negos": "negotiations",
    "convos": "conversations",
    "mktg": "marketing",
    "mkt": "market",
    "eng": "engineering",
    "ppl": "people",
    "peeps": "people",
    "vids": "videos",
    "vid": "video",
    "pics": "photos",
    "info": "information",
    "intl": "international",
    "govt": "government",
    "gov": "government",
    "recs": "recommendations",
    "reqs": "requirements",
    "specs": "specifications",
    "mtg": "meeting",
    "mtgs": "meetings",
    "calc": "calculation",
    "admin": "administration",
    "prog": "programming",
    "lang": "language",
    "langs": "languages",
    "perf": "performance",
    "auth": "authentication",
    "ops": "operations",
    "fin": "finance",
    "acct": "account",
    "accts": "accounts",
    "mfg": "manufacturing",
}

# Endings that make a German compound of a skill: "Excelkenntnisse", "Verhandlungstechniken".
COMPOUND_TAILS: Final = tuple(
    sorted(
        words_of(
            """
            taktik taktiken strategie strategien
            anfangerkurs grundkenntnisse grundlagenkurs grundlagen grundwissen grundkurs kenntnisse
            kenntnissen kompetenzen kompetenz fahigkeiten fahigkeit faehigkeiten faehigkeit techniken
            technik methoden methodik schulungen schulung training trainings workshops workshop kurse
            kurs seminar wissen geschick skills basics tipps tricks einfuhrung einsteiger anfanger
            programmierung entwicklung software tools tool prinzipien themen thema arbeit expertise
            know-how knowhow erfahrung nutzung fuhrung erstellung projekte
            """
        ),
        key=lambda tail: (-len(tail), tail),
    )
)

# Words that say nothing about the topic: who, how much, how well, and what one does with a skill.
_ENGLISH_FILLERS: Final = words_of(
    """
    spaces pages boards tickets templates template etiquette workflow workflows setup configuration settings
    integrations plugins addons queries cheatsheet driven based oriented savvy curious enthusiasm
    every each morning mornings evening evenings night nights weekend weekends weekly monthly yearly
    brushing refining sharpening honing boosting strengthening growing levelling leveling upping nailing acing
    tackling approaching struggling improving mostly occasional occasionally hand hands scratch
    setting building engineers joiners newcomers
    a an the i i'm im i'd id i've ive i'll ill we we're we'd you you're your me my mine our ours
    us it its it's that that's thats this these those there there's here here's am is are was
    were be been being do does did doing done have has had having can could would should will
    shall may might must ought like likes liked love loves loved loving enjoy enjoyed enjoying
    adore want wants wanted wanting wanna need needs needed needing wish wishes hope hoping
    prefer preferably keen eager happy glad interested interest interests curious passionate
    passion excited fascinated learn learns learning learned learnt study studying studied teach
    teaches teaching taught show showing explain explaining share sharing help helps helping
    helped train training trained understand understanding understood improve improving improved
    improvement get gets getting got become becoming gain gaining develop developing deepen
    deepening refresh refreshing brush master mastering pick picking dive diving dig digging
    explore exploring discover work works working worked use uses using used utilise utilize
    utilising utilizing know knows knowing known knew see try trying tried start starting
    started begin beginning give gives giving given offer offering make makes making handle
    handling create creating created build building built find finding say told tell ask asking
    taking take bring come comes keep keeping let let's lets look looking looks think thinking
    some any bit little lot lots bunch few couple tad touch loads plenty tons of in on at to for
    with about from by into onto around as via through regarding concerning towards within how
    what whats what's when where why who which whether if more most much many less very really
    quite pretty so just only simply maybe perhaps probably possibly also too even especially
    mainly mostly particularly definitely certainly basically generally currently lately
    recently today now nowadays always usually sometimes often daily ever again still already
    yet once both either all overall else otherwise actually honestly frankly kinda sorta rather
    please pls plz thanks thank thx cheers hi hello hey dear ok okay yes yeah yep yup sure well
    good great better best nice cool awesome fun bad decent solid strong deep deeper basic
    basics beginner beginners beginner's intermediate advanced expert experts pro proficient
    fluent fundamentals fundamental essentials foundation foundations foundational introduction
    introductory intro overview level levels skill skills skillset ability abilities knowledge
    know-how knowhow expertise experience experienced tip tips trick tricks hack hacks technique
    techniques method methods concept concepts principle principles practice practices practical
    theory tutorial tutorials course courses class classes lesson lessons session sessions
    workshop workshops crash trainings guide guides 101 software program tool tools app platform
    stuff thing things topic topics subject subjects area areas field fields matter matters etc
    kind kinds sort sorts type way ways form tactic tactics properly effectively
    efficiently quickly fast faster easily correctly confidently professionally successfully
    professional effective efficient proper simple general real useful important own new
    everyday someone somebody everyone everybody anyone anybody person colleague colleagues
    coworkers junior juniors dummies newbies newbie scratch years year months month weeks week
    weekend ago since first second third next or and but then than because programming
    programmer coding code coder development developer developers dev language lang framework
    usage feature features myself yourself ourselves themselves himself herself day-to-day
    hands-on certification certificate certified degree comfortable confident familiar decently
    conversational learner one two three four five six ten top favourite favorite main number
    priority strengths strength weakness weaknesses side hobby hobbies amateur able available
    willing ideally e.g eg i.e ie ex incl including such example enthusiast fan addict nerd geek
    guru ninja wizard noob guy gal lover user users absolute total complete completely bloody
    damn somewhat fairly super mega totally absolutely highly kindly gladly happily finally
    lastly firstly secondly additionally further furthermore moreover besides they them their he
    she his her up team regular regularly speaker dream go-to up-to-date current modern latest
    struggle struggling trouble suck sucking prep preparation preparing large larger complex
    complicated huge multiple several different bigger smaller various issues difficulty
    difficulties weak
    """
)
_GERMAN_FILLERS: Final = words_of(
    """
    bauen aufbauen entwickeln planen starten schaffen steigern fordern foerdern geht aufsetzen einrichten
    ich du er sie es wir ihr mich mir dich dir uns euch mein meine meinen meinem meiner dein
    deine euer eure unser unsere unseren unserem der die das den dem des ein eine einen einem
    einer eines und oder aber doch auch noch nur schon mal halt eben eigentlich wirklich gern
    gerne lieber liebend liebsten wurde wuerde wurden mochte moechte mochten moechten will
    wollen wollte wunsche wuensche kann konnte konnten koennte konnen koennen kannst muss mussen
    muesste soll sollen sollte darf brauche brauchen habe hab haben hatte haette bin ist sind
    war sein werde werden wird worden lernen lerne gelernt kennenlernen erlernen erlerne
    beibringen beibringe bringe bringen vermitteln erklaren erklaeren erklare zeigen zeige
    teilen weitergeben verbessern verbessere vertiefen ausbauen auffrischen verstehen verstehe
    wissen weiss kennen kenne benutzen benutze benutzt nutzen nutze nutzt verwenden verwende
    verwendet einsetzen anwenden arbeiten arbeite arbeitet gearbeitet umgehen umgang machen
    mache macht mach tun interessiere interessiert interessieren interesse begeistere begeistert
    liebe mag mogen moegen wie was wo wann warum wer welche welcher man mit fur fuer in im ins
    an am auf aus bei beim von vom zu zum zur uber ueber um nach durch als ab seit bis per mehr
    viel viele vieles wenig wenige etwas bisschen bissl bissel bischen paar ganz gar sehr so
    ziemlich vielleicht eventuell evtl ggf vor allem insbesondere besonders hauptsachlich
    hauptsaechlich gut gute guten guter gutes besser bessere besseren besten richtig richtige
    einfach einfache schnell effektiv effektive effektiver effizient professionell
    professionelle sicher sicherer grundlagen grundlage grundkenntnisse grundwissen basiswissen
    basis grundkurs anfanger anfaenger anfangerkurs fortgeschrittene fortgeschrittenen
    fortgeschritten experte expertin profi kenntnisse kenntnissen fahigkeiten faehigkeiten
    fahigkeit faehigkeit erfahrung erfahrungen kompetenz kompetenzen einfuhrung einfuehrung
    einstieg uberblick ueberblick tipps tricks kurs kurse schulung training trainings seminar
    lektion themen thema bereich bereiche gebiet sachen dinge ding zeug kram usw bzw z.b zb
    beispielsweise bitte danke ja jo klar hallo moin servus immer oft taglich taeglich heute
    jetzt aktuell momentan derzeit selber selbst sowas irgendwas anderen andere anderer kollegen
    kolleginnen neu neue neuen neues neuer wichtig hilfe helfen helfe unterstutzen unterstuetzen
    weiter weiterbilden weiterentwickeln programmierung programmiersprache programmieren
    programmiere programmiert entwickler sprache programm werkzeug werkzeuge jahre jahren jahr
    monate monaten wochen allgemein allgemeine praktisch praktische moderne modernen fit dabei
    dazu daruber darueber damit davon darin sogar zudem ausserdem ferner zusatzlich zusaetzlich
    sowie lehren lehre geben gebe gegeben anbieten biete freue freuen dass ob wenn falls deshalb
    daher eher rund thematik starke staerke starken staerken meistern beherrschen beherrsche
    beherrscht team deutlich wohl egal jemand jemandem jemanden leuten kommt komme
    """
)
FILLERS: Final = _ENGLISH_FILLERS | _GERMAN_FILLERS

# Before these words it is somebody's, and no topic: "influencing my peers".
WHOSE: Final = words_of(
    "my our your their his her a the mein meine meinen meinem meiner unser unsere unserem unseren"
)

# In the complement ("leadership at work", "budgeting for a team") these add nothing to the topic.
EVERYWHERE: Final = words_of(
    """
    work job jobs team teams company business office workplace organisation organization home
    life school people others colleagues clients customers kids children adults seniors managers
    leaders everyone projects project meetings department role career world arbeit beruf firma
    peers boss bosses manager superiors coworkers stakeholders conferences events interviews teammates
    unternehmen buro buero abteilung alltag leben schule kollegen kunden menschen projekte leute
    mitarbeiter kinder erwachsene
    """
)
